"""What a stranger installs: the wheel alone, in an empty environment, migrates and serves."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_exactly_what_is_kept_in_the_repository(wheel: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    expected = {name.removeprefix("src/") for name in listed if name.startswith("src/")}
    expected |= {
        f"newsletter/_assets/{name}" for name in listed if name.startswith(("templates/", "alembic/", "docs/problems/"))
    }

    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert found == expected


def test_installed_in_an_empty_environment_it_migrates_and_serves(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    subprocess.run([place / "bin" / "pip", "install", "--quiet", str(wheel)], check=True)
    newsletter = place / "bin" / "newsletter"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "NEWSLETTER_DATA_DIR": str(tmp_path / "data"),
        "NEWSLETTER_PORT": str(port),
    }
    subprocess.run([newsletter, "migrate"], cwd=tmp_path, env=environment, check=True)
    subprocess.run([newsletter, "example"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    with subprocess.Popen([newsletter, "serve"], cwd=tmp_path, env=environment) as service:
        try:
            assert json.loads(_answer(f"http://127.0.0.1:{port}/readyz", service))["status"] == "ready"
            page = _answer(f"http://127.0.0.1:{port}/forms/konsertprogrammet", service)
            assert "Kulturhuset Brygga AS" in page
            assert "Meld meg på" in page
        finally:
            service.terminate()
            assert service.wait(20) in (0, -signal.SIGTERM)  # it ended what it began, then ended as it was told


def _answer(url: str, service: subprocess.Popen[bytes]) -> str:
    """What the address says, once the service has come up; fails when it ends first or takes a minute."""
    give_up = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            assert service.poll() is None, "the service ended"
            assert time.monotonic() < give_up, "the service did not come up"
            os.sched_yield()  # another process starts; there is nothing of ours to wait on
