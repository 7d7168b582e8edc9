"""The image and the compose files name what there is. They are not run here: that takes a container engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from newsletter.cli import cli
from newsletter.settings import Settings

CHECKOUT = Path(__file__).parent.parent
COMPOSE = ("compose.yaml", "compose.many.yaml")
FILES = ("Dockerfile", *COMPOSE)


@pytest.mark.parametrize("file", FILES)
def test_every_setting_that_is_named_is_one(file: str) -> None:
    named = set(re.findall(r"NEWSLETTER_([A-Z_]+)", (CHECKOUT / file).read_text()))

    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("file", COMPOSE)
def test_every_command_is_one_with_the_options_it_has(file: str) -> None:
    command = typer.main.get_command(cli)
    typed = re.findall(r"^    command: (.+)$", (CHECKOUT / file).read_text(), re.MULTILINE)

    assert typed
    for name, *options in (line.split() for line in typed):
        child = command.commands[name]  # type: ignore[attr-defined]
        assert set(options) <= {option for parameter in child.params for option in parameter.opts}


@pytest.mark.parametrize("file", COMPOSE)
def test_what_a_service_waits_for_and_keeps_is_there(file: str) -> None:
    text = (CHECKOUT / file).read_text()
    services, volumes = (
        set(re.findall(r"^  ([a-z]+):", part, re.MULTILINE))
        for part in re.split(r"^(?:services|volumes):\n", text, flags=re.MULTILINE)[1:]
    )
    waited_for = set(re.findall(r"^      ([a-z]+):\n        condition:", text, re.MULTILINE))
    kept = set(re.findall(r"^ +- ([a-z]+):/", text, re.MULTILINE))

    assert waited_for
    assert waited_for <= services
    assert kept == volumes


@pytest.mark.wheel
def test_the_image_can_be_built_from_what_it_is_given(tmp_path: Path) -> None:
    """Nothing but what `.dockerignore` lets in: it suffices for the wheel and for the list of what to install."""
    given = re.findall(r"^!(.+)$", (CHECKOUT / ".dockerignore").read_text(), re.MULTILINE)
    for name in given:
        copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy
        copy(CHECKOUT / name, tmp_path / name)
    stage = (CHECKOUT / "Dockerfile").read_text().replace("\\\n", "").split("\nFROM ")[1]
    found = re.search(r"^RUN python -m (hatchling .*?) +&& (uv .*)$", stage, re.MULTILINE)
    assert found

    wheel, listing = (run.replace("/wheel", str(tmp_path / "wheel")).split() for run in found.groups())
    subprocess.run([sys.executable, "-m", *wheel], cwd=tmp_path, check=True)
    subprocess.run([Path(sys.prefix) / "bin" / listing[0], *listing[1:]], cwd=tmp_path, check=True)

    assert len(list((tmp_path / "wheel").glob("*.whl"))) == 1
    assert "sqlmodel==" in (tmp_path / "wheel" / "requirements.txt").read_text()
