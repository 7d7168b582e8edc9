"""Is the map of the house still true? Read from the source, so that a wrong import is found before it is loved."""

import ast
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Enum, LargeBinary, MetaData, String, Table, TypeDecorator
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString

import newsletter
from newsletter import tables

CHECKOUT = Path(__file__).parent.parent
SOURCE = CHECKOUT / "src" / "newsletter"

#: Top to bottom. A room may import what stands on a lower line: never a higher one, never its own.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("cli",),
    ("app",),
    ("working",),
    ("example", "doctor"),
    ("web.public", "web.api", "web.operating", "jobs"),
    ("web.document",),
    ("web.dependencies", "web.errors"),
    ("web.repeating", "web.versions", "web.limiting", "web.asking"),
    ("web.pages", "web.doors", "web.request_ids", "web.paging", "web.answers"),
    ("delivery", "privacy", "tables"),
    ("notices",),
    ("campaigns",),
    ("forms",),
    ("customers",),
    ("subscriptions",),
    ("consent",),
    ("access",),
    ("organisations",),
    ("outbox", "handing_over", "limits", "migrating", "alone", "webhooks"),
    ("deliveries",),
    ("database",),
    ("tokens", "mailbox", "languages", "cases", "development_keys"),
    ("settings", "relay"),
    ("errors", "addresses", "lines", "literally", "rates", "logs", "measuring", "law"),
)
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
#: Folders that only hold rooms.
CORRIDORS = {"", "web"}
LONGEST_FILE = 300
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "service", "services"}


def sources() -> dict[str, str]:
    """Every module of the house by its name after `newsletter.`, with its text."""
    found = {}
    for file in SOURCE.rglob("*.py"):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = file.read_text()
    return found


def room_of(module: str) -> str | None:
    """The room a module, or a name in it, belongs to."""
    parts = module.split(".")
    inside = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in inside if name in LEVEL), None)


def imported(source: str) -> Iterator[str]:
    """The full name of everything a text imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def wrong_imports(modules: Mapping[str, str]) -> list[str]:
    """Every import that the map does not allow."""
    found = []
    for module, source in modules.items():
        here = room_of(module)
        for name in imported(source):
            if name.startswith("."):
                found.append(f"{module}: {name} is relative; write the whole name")
            top, _, rest = name.partition(".")
            if top != "newsletter":
                continue
            there = room_of(rest)
            if here is None or there is None:
                found.append(f"{module} -> {rest}: not on the map")
            elif here != there and LEVEL[there] <= LEVEL[here]:
                found.append(f"{module} -> {rest}: not downwards")
    return found


def worldly_imports(modules: Mapping[str, str]) -> list[str]:
    """Everything the law imports besides itself and the standard library."""
    return [
        f"{module} -> {name}"
        for module, source in modules.items()
        if room_of(module) == "law"
        for name in imported(source)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("newsletter.law.")
    ]


def saying(source: str, *words: str) -> list[str]:
    """Each use of one of these names in a text; strings and comments do not count."""
    names = (
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute | ast.Name)
    )
    return [name for name in names if name in words]


def clocks(source: str) -> list[str]:
    """Each place where a text asks the machine, or the database, what time it is."""
    asked = [ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    clock = (".now", ".utcnow", ".today", "time.time")
    return [call for call in asked if call.endswith(clock)]


def unclassified(table: Table) -> list[str]:
    """The columns that can hold anything and do not say whether it is personal. A closed set of words cannot."""
    return [
        f"{table.name}.{column.name}"
        for column in table.columns
        if isinstance(kind := plain(column.type), String | LargeBinary | JSON)
        and not isinstance(kind, Enum)
        and not isinstance(column.info.get("personal"), bool)
    ]


def plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The database's own type beneath one of SQLModel's."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def test_every_import_points_down_the_map() -> None:
    assert wrong_imports(sources()) == []


def test_every_module_stands_in_a_room_and_every_room_is_there() -> None:
    modules = sources()

    assert {module for module in modules if room_of(module) is None} == CORRIDORS
    assert {room_of(module) for module in modules} - {None} == set(LEVEL)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("consent.ledger", "from newsletter.campaigns import launching"),
        ("consent.ledger", "from newsletter import campaigns"),
        ("consent.ledger", "import newsletter.campaigns.models"),
        ("consent.ledger", "def late():\n    from newsletter.subscriptions.models import Subscription"),
        ("web.api.campaigns", "from newsletter.web.public import joining"),
        ("web.public.joining", "from newsletter.web.api.fields import Line"),
        ("web.pages", "from newsletter.web.dependencies import Now"),
        ("jobs", "from newsletter.web.api import lists"),
        ("delivery.sending", "from newsletter.jobs import Work"),
        ("campaigns.launching", "from newsletter.delivery.smtp import Connection"),
        ("outbox", "from newsletter.subscriptions.models import Subscriber"),
        ("organisations.models", "from newsletter.access.keys import owner"),
        ("outbox", "from newsletter.migrating import migrate"),
        ("settings", "from newsletter.app import create_app"),
        ("law.facts", "from newsletter.errors import Problem"),
        ("consent.ledger", "from newsletter.attic import anything"),
        ("consent.ledger", "from . import record"),
    ],
    ids=lambda value: value.partition("\n")[0][:60],
)
def test_an_import_up_or_sideways_is_found(module: str, line: str) -> None:
    modules = sources()
    modules[module] += f"\n{line}\n"

    assert len(wrong_imports(modules)) == 1


def test_the_law_imports_the_standard_library_alone() -> None:
    assert worldly_imports(sources()) == []


@pytest.mark.parametrize(
    "line", ["import sqlmodel", "from newsletter.outbox import Delivery", "import pydantic.fields"]
)
def test_a_law_that_imports_more_is_found(line: str) -> None:
    modules = sources()
    modules["law.facts"] += f"\n{line}\n"

    assert len(worldly_imports(modules)) == 1


def test_the_client_imports_nothing_of_the_house_and_only_commands_import_it() -> None:
    client = [file.read_text() for file in (SOURCE.parent / "newsletter_client").glob("*.py")]
    used = {name.partition(".")[0] for source in client for name in imported(source)} - sys.stdlib_module_names
    asking = {room_of(module) for module, source in sources().items() if "newsletter_client" in source}

    assert used == {"newsletter_client", "httpx2", "pydantic"}
    assert asking == {"cli"}


def test_only_the_database_room_ends_a_transaction() -> None:
    ending = {module for module, source in sources().items() if saying(source, "commit", "rollback", "begin_nested")}

    assert ending - {"database"} == set()


def test_a_commit_elsewhere_is_found() -> None:
    assert saying("async def f(session):\n    await session.commit()", "commit", "rollback") == ["commit"]
    assert saying('"""Says commit, and does not."""', "commit", "rollback") == []


def test_only_the_app_asks_what_time_it_is() -> None:
    asking = {module for module, source in sources().items() if clocks(source)}

    assert asking == {"app"}


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "func.now()", "time.time()"],
)
def test_a_clock_elsewhere_is_found(source: str) -> None:
    assert len(clocks(f"moment = {source}")) == 1


def test_files_are_named_for_what_happens_in_them() -> None:
    files = [*SOURCE.rglob("*.py"), *(CHECKOUT / "tests").rglob("*.py")]

    assert [file.name for file in files if file.stem in NAMES_THAT_SAY_NOTHING] == []


def test_no_file_of_the_house_is_longer_than_one_can_read_at_a_sitting() -> None:
    lengths = {module: source.count("\n") for module, source in sources().items()}

    assert {module: length for module, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_table_is_in_the_list_of_tables() -> None:
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter."):
        importlib.import_module(module.name)

    assert {model.__tablename__ for model in tables.ALL} == set(tables.metadata.tables)


@pytest.mark.parametrize("name", sorted(str(model.__tablename__) for model in tables.ALL))
def test_every_column_that_can_hold_anything_says_whether_it_is_personal(name: str) -> None:
    assert unclassified(tables.metadata.tables[name]) == []


def test_a_column_that_nobody_classified_is_found() -> None:
    words = Enum("asked", "granted", native_enum=False)
    table = Table("people", MetaData(), Column("email", AutoString), Column("scan", LargeBinary), Column("kind", words))

    assert unclassified(table) == ["people.email", "people.scan"]
