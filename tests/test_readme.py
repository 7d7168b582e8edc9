"""Does the README's walk work as it is written? Pasted into a shell, against a service as `make run` starts it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
    return "\n".join(re.findall(r"^```sh walk\n(.*?)^```", README.read_text(), re.DOTALL | re.MULTILINE))


@pytest.mark.skipif(shutil.which("curl") is None, reason="the walk is walked with curl")
def test_the_walk_of_the_readme_works_when_pasted(service: str, tmp_path: Path) -> None:
    up = f"curl -s --retry 50 --retry-delay 1 --retry-all-errors -o ready {service}/readyz\n"
    script = up + walk().replace("http://127.0.0.1:8000", service)
    walked = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

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
