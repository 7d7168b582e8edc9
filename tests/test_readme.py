"""Does the README's walk work as it is written? Pasted into a shell, against a service as `make run` starts it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

README = Path(__file__).parent.parent / "README.md"
COMMAND = Path(sys.prefix) / "bin" / "newsletter"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The service in a folder of its own; answers its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / ".venv").symlink_to(sys.prefix)
    environment = {"PATH": os.environ["PATH"], "NEWSLETTER_PORT": str(port)}
    for first in ("migrate", "example"):
        subprocess.run([COMMAND, first], cwd=tmp_path, env=environment, check=True, capture_output=True)
    with subprocess.Popen([COMMAND, "serve"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as serving:
        yield f"http://127.0.0.1:{port}"
        serving.terminate()


def walk() -> str:
    return "\n".join(blocks("sh walk"))


def blocks(kind: str) -> list[str]:
    """What stands in the README's blocks of this kind, from the left edge."""
    found = re.findall(rf"^ *```{kind}\n(.*?)^ *```", README.read_text(), re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for block in found]


def until_ready(service: str) -> None:
    while True:
        try:
            if httpx2.get(f"{service}/readyz").is_success:
                return
        except httpx2.TransportError:
            os.sched_yield()  # another process starts; there is nothing of ours to wait on


def test_the_client_of_the_readme_sends_its_campaign(service: str, tmp_path: Path) -> None:
    (program,) = blocks("python client")
    until_ready(service)
    program = program.replace("http://127.0.0.1:8000", service)
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=120)

    assert ran.stderr == ""
    assert ran.stdout.startswith("Of 0 on the list would get it: {}\n")
    assert '"state":"finished"' in ran.stdout.splitlines()[-1]


def test_the_commands_of_the_readme_write_a_campaign_send_it_and_schedule_another(service: str, tmp_path: Path) -> None:
    until_ready(service)
    script = "\n".join(blocks("sh commands"))
    environment = {**os.environ, "NEWSLETTER_PORT": service.rpartition(":")[2]}
    command = ["bash", "-eu", "-o", "pipefail", "-c", script]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240)

    assert (ran.stderr, ran.returncode) == ("", 0)
    for told in ("Ready.", "finished: 0 waiting", "Goes: 2030-12-01T09:00 Europe/Oslo"):
        assert told in ran.stdout
    assert ran.stdout.count("Konserter i desember") == 2


@pytest.mark.skipif(shutil.which("curl") is None, reason="the walk is walked with curl")
def test_the_walk_of_the_readme_works_when_pasted(service: str, tmp_path: Path) -> None:
    up = f"curl -s --retry 50 --retry-delay 1 --retry-all-errors -o ready {service}/readyz\n"
    script = up + walk()
    environment = {**os.environ, "NEWSLETTER_PORT": service.rpartition(":")[2]}
    command = ["bash", "-eu", "-o", "pipefail", "-c", script]
    walked = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)

    assert walked.stderr == "", walked.stdout
    assert walked.returncode == 0, walked.stdout
    for told in (
        "<h1>Look in your mailbox</h1>",
        "<h1>Confirm your subscription</h1>",
        "<h1>You are on the list</h1>",
        '"state":"active","legal_basis":"consent"',
        "Hello Anne,",
        '{"ready":true,"problems":[],"hints":[]',
        '"permitted":{"consent":1}',
        "2030-12-01T08:00:00Z",
        "paused",
        '"sent":1',
        '"rule":"prior_consent"',
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "<h1>You have left the list</h1>",
        '"reasons":{"withheld":{"withdrawn":1}}',
        "The ledger is whole",
        "Yes please, Kulturhuset Brygga AS may send me its jazz programme by e-mail.\n%PDF-",
    ):
        assert told in walked.stdout
