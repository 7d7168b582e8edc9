"""The head in a file outside the database: a line at each start and on each day, and never another one taken away."""

import stat
from pathlib import Path

import pytest

from newsletter.app import create_app
from newsletter.consent.noting import note, noted
from newsletter.consent.seals import Head
from newsletter.database import Database
from newsletter.errors import Misconfigured
from newsletter.settings import Settings
from tests.world import ANNE, BART, MONDAY, World

HEAD = Head(17, bytes(range(32)))


def file_of(world: World) -> Path:
    assert world.settings.heads is not None
    return world.settings.heads


async def start(settings: Settings) -> None:
    app = create_app(settings, clock=lambda: MONDAY, working=False)
    async with app.router.lifespan_context(app):
        pass


async def test_the_head_is_noted_at_the_start_and_once_on_each_day_after(world: World) -> None:
    await world.joins(ANNE)
    for hours in (1, 13, 1, 24, 3 * 24):
        world.passes(hours=hours)
        await world.ticks()
        await world.ticks()

    lines = file_of(world).read_text().splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "2026-11-23T09:00:00Z", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-28T00:00:00Z",
    ]  # fmt: skip
    assert lines[0].endswith(f" {noted(file_of(world)).heads[0]}")
    assert [head.number for head in noted(file_of(world)).heads] == [1, 3, 3, 3]


async def test_a_ledger_is_whole_that_fits_every_line(world: World) -> None:
    await world.joins(ANNE)
    world.passes(days=1)
    await world.joins(BART)
    world.passes(days=1)
    await world.ticks()

    heads = noted(file_of(world)).heads

    assert len({head.number for head in heads}) == 3
    assert (await world.verifies(*heads)).broken is None
    cut = (await world.verifies(*heads, Head(99, bytes(32)))).broken
    assert cut is not None
    assert "head 99 was noted" in cut


async def test_every_start_adds_a_line_and_leaves_those_before(settings: Settings) -> None:
    assert settings.heads == settings.data_dir / "heads"
    await start(settings)
    first = settings.heads.read_text()
    await start(settings)

    assert settings.heads.read_text() == first * 2
    assert stat.S_IMODE(settings.heads.stat().st_mode) == 0o600


async def test_the_file_lies_where_the_operator_says_or_nowhere(settings: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    await start(settings.model_copy(update={"head_file": str(elsewhere)}))
    await start(settings.model_copy(update={"head_file": ""}))

    assert len(noted(elsewhere).heads) == 1
    assert not (settings.data_dir / "heads").exists()


async def test_no_start_where_the_head_cannot_be_noted(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"cannot be noted in .*/heads: No such file or directory\. Let"):
        await start(settings.model_copy(update={"head_file": str(tmp_path / "not there" / "heads")}))


async def test_no_line_is_added_by_looking(world: World, database: Database) -> None:
    before = file_of(world).read_text()
    await world.verifies(*noted(file_of(world)).heads)
    assert file_of(world).read_text() == before


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        str(HEAD),
        f"2026-11-23T09:00:00Z 17:{'0' * 63}",
        f"yesterday {HEAD}",
        f"2026-11-23T09:00:00Z  {HEAD}",
        "\xff",
    ],
    ids=["empty", "letter", "no time", "cut off", "no date", "two spaces", "no text"],
)
def test_a_line_that_is_no_head_is_named_and_the_others_count(tmp_path: Path, line: str) -> None:
    file = tmp_path / "heads"
    note(file, HEAD, MONDAY)
    with file.open("ab") as heads:
        heads.write(line.encode("latin-1") + b"\n")
    note(file, HEAD, MONDAY)

    found = noted(file)

    assert found.heads == [HEAD, HEAD]
    assert found.unreadable == f"line 2 of {file} is no head as we note them"


def test_where_there_is_no_file_nothing_was_noted(tmp_path: Path) -> None:
    assert noted(None) == noted(tmp_path / "heads")
    assert noted(None).heads == []
