"""The operator's door to the doctor: `newsletter doctor`."""

import asyncio

import typer
from pydantic import ValidationError

from newsletter.app import utc_now
from newsletter.cli.running import Json, answer
from newsletter.development_keys import with_development_keys
from newsletter.doctor.examining import examine
from newsletter.doctor.finding import Finding, Health, wrong
from newsletter.settings import Settings

cli = typer.Typer()


@cli.command()
def doctor(as_json: Json = False) -> None:
    """Say what is wrong with this set-up, and what to do. Sends no mail, changes nothing.

    Exit code 1 when something is wrong.
    """
    found = _found()
    healthy = all(one.health is not Health.WRONG for one in found)
    told = [{"about": one.about, "health": one.health, "says": one.says} for one in found]
    lines = [f"{one.health:8} {one.about:16} {one.says}" for one in found]
    answer({"healthy": healthy, "findings": told}, "\n".join(lines), as_json)
    raise typer.Exit(0 if healthy else 1)


def _found() -> list[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        return [wrong("settings", _plainly(problem)) for problem in error.errors()]
    return asyncio.run(examine(with_development_keys(settings, making=False), utc_now))


def _plainly(problem: object) -> str:
    """What is wrong with which setting, without its value, which may be a secret."""
    assert isinstance(problem, dict)  # noqa: S101
    name, says = "_".join(str(part) for part in problem["loc"]).upper(), problem["msg"].removeprefix("Value error, ")
    return f"NEWSLETTER_{name}: {says}" if name and "NEWSLETTER_" not in says else says
