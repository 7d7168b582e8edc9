"""Does what is written for people still say what the program does? Compared word by word where it can be."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import typer
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import newsletter
from newsletter import cli, deliveries
from newsletter.campaigns import models as campaigns
from newsletter.law import rules
from newsletter.law.bases import PLACES
from newsletter.law.reasons import Reason
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import Standing, Suppression
from newsletter.notices import models as notices
from newsletter.subscriptions.models import STATE_OF
from tests.test_architecture import LAYERS

CHECKOUT = Path(__file__).parent.parent
SOURCE = CHECKOUT / "src" / "newsletter"
DOCS = CHECKOUT / "docs"
README = (CHECKOUT / "README.md").read_text()
STATES = (DOCS / "states.md").read_text()
GLOSSARY = (DOCS / "glossary.md").read_text()
WRITTEN = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]

Move = tuple[str, str]


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of its rank."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"there is no section {title!r}"
    return found[1]


def first_column(text: str) -> list[str]:
    """The first cell of each row of the tables in a text, where it is `code`."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


def drawings(text: str) -> list[str]:
    return re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", text, re.DOTALL)


def arrows(drawing: str) -> dict[Move, str]:
    """Each arrow of a state diagram with its label."""
    return {(a, b): label for a, b, label in re.findall(r"^ *(\S+) --> ([^\s:]+)(?:: (.*))?$", drawing, re.MULTILINE)}


def inner(moves: dict[Move, str]) -> set[Move]:
    return {move for move in moves if "[*]" not in move}


def moves_of(following: dict[StrEnum, frozenset[StrEnum]]) -> set[Move]:
    return {(before.value, after.value) for before, afters in following.items() for after in afters}


def modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(newsletter.__path__, "newsletter."):
        yield module.name


def enumerations() -> dict[str, type[StrEnum]]:
    """Every closed set of words in the program."""
    members = (member for name in modules() for _, member in inspect.getmembers(importlib.import_module(name)))
    return {
        member.__name__: member
        for member in members
        if inspect.isclass(member) and issubclass(member, StrEnum) and member.__module__.startswith("newsletter.")
    }


# The README


def test_the_settings_of_the_readme_are_those_of_the_program() -> None:
    between = re.search(r"<!-- settings:[^\n]*-->\n(.*?)\n<!-- end of settings -->", README, re.DOTALL)

    assert between
    assert between[1] == cli.settings_table()


def test_the_commands_of_the_readme_are_those_of_the_program() -> None:
    assert sorted(first_column(section(README, "Commands"))) == sorted(commands(typer.main.get_command(cli.cli)))


def commands(command: object, said: str = "newsletter") -> Iterator[str]:
    """A command, or all those of a group, as one types them."""
    if children := getattr(command, "commands", None):
        for name, child in children.items():
            yield from commands(child, f"{said} {name}")
    else:
        yield said


def test_the_targets_of_make_that_are_written_about_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    spoken_of = {
        name for file in WRITTEN for name in re.findall(r"(?:`|^)make ([a-z-]+)", file.read_text(), re.MULTILINE)
    }

    assert {"run", "test"} <= spoken_of <= targets


# Links and names


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_no_link_points_nowhere(file: Path) -> None:
    assert dead_links(file.read_text(), file.parent) == []


def dead_links(text: str, here: Path) -> list[str]:
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]
    return [link for link in links if not leads_somewhere(link, here)]


def leads_somewhere(link: str, here: Path) -> bool:
    path, _, anchor = link.partition("#")
    file = here / path if path else None
    if file is not None and not file.exists():
        return False
    return not anchor or file is None or anchor in anchors(file.read_text())


def anchors(text: str) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_a_dead_link_is_found() -> None:
    assert dead_links("[a](glossary.md) [b](lore.md) [c](states.md#campaign) [d](states.md#sky)", DOCS) == [
        "lore.md",
        "states.md#sky",
    ]


def test_every_decision_is_numbered_once_and_says_what_it_costs() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))

    assert [file.name[:4] for file in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for file in decisions:
        text = file.read_text()
        assert text.startswith(f"# {file.name[:4]} "), file.name
        assert re.findall(r"^\*\*(.*?)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "What it costs"], (
            file.name
        )


# The map


def test_the_map_that_is_drawn_is_the_map_that_is_kept() -> None:
    drawn = re.search(r"```\n(cli .*?)```", (DOCS / "architecture.md").read_text(), re.DOTALL)

    assert drawn
    lines = [re.split(r"\s{2,}", line)[0] for line in drawn[1].splitlines()]
    assert tuple(tuple(line.split(" │ ")) for line in lines) == LAYERS


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.relative_to(CHECKOUT)))
def test_a_file_of_the_house_that_is_written_about_is_there(file: Path) -> None:
    spoken_of = re.findall(r"`([a-z_]+(?:/[a-z_]+)+)(?:\.py)?`", file.read_text())
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()}
    ours = {name for name in spoken_of if name.partition("/")[0] in folders}

    assert {name for name in ours if not (SOURCE / f"{name}.py").exists() and not (SOURCE / name).is_dir()} == set()


# States


def test_the_life_of_a_delivery_is_drawn_as_it_is() -> None:
    (drawing,) = drawings(section(STATES, "Delivery"))

    assert inner(arrows(drawing)) == moves_of(deliveries.NEXT)  # type: ignore[arg-type]
    assert ends(drawing) == {state.value for state, after in deliveries.NEXT.items() if not after}


def test_the_life_of_a_campaign_is_drawn_as_it_is() -> None:
    (drawing,) = drawings(section(STATES, "Campaign"))

    assert inner(arrows(drawing)) == moves_of(campaigns.NEXT)  # type: ignore[arg-type]
    assert ends(drawing) == {state.value for state, after in campaigns.NEXT.items() if not after}


def test_the_life_of_a_notice_is_drawn_as_it_is() -> None:
    (drawing,) = drawings(section(STATES, "Notice"))

    assert inner(arrows(drawing)) == moves_of(notices.NEXT)  # type: ignore[arg-type]
    assert ends(drawing) == {state.value for state, after in notices.NEXT.items() if not after}


def ends(drawing: str) -> set[str]:
    """The states from which nothing leads on, as far as the drawing says."""
    return {before for before, after in arrows(drawing) if after == "[*]"}


@dataclass(frozen=True)
class Record:
    """As much of a ledger record as the fold looks at."""

    uid: UUID
    kind: Happening
    list_uid: UUID | None
    happened_at: datetime
    own_act: bool = True


LIST = uuid4()
WIDE = {Happening.OBJECTED, Happening.BLOCKED}
DAY = datetime(2026, 11, 1, tzinfo=UTC)
PASTS = [past for length in range(4) for past in product(Happening, repeat=length)]


def folded(kinds: tuple[Happening, ...]) -> tuple[Standing, Suppression]:
    past = [
        Record(LIST, kind, None if kind in WIDE else LIST, DAY + timedelta(days=day)) for day, kind in enumerate(kinds)
    ]
    now = fold(past, LIST)
    return now.standing, now.suppression


def moves_of_the_fold(part: int) -> dict[Move, str]:
    """Every change a record can make after any past, with the records that make it."""
    made: dict[Move, list[str]] = {}
    for past, kind in product(PASTS, Happening):
        before, after = folded(past)[part], folded((*past, kind))[part]
        labels = made.setdefault((before.value, after.value), [])
        if before != after and kind.value not in labels:
            labels.append(kind.value)
    nothing = {"none": "[*]"}
    return {
        (nothing.get(a, a), nothing.get(b, b)): ", ".join(kind for kind in Happening if kind in labels)
        for (a, b), labels in made.items()
        if labels
    }


def test_the_life_of_a_subscription_is_drawn_as_it_is() -> None:
    drawing, _ = drawings(section(STATES, "Subscription"))

    assert arrows(drawing) == moves_of_the_fold(0)
    told = re.findall(r'state "(\w+) \((\w+)\)" as (\w+)', drawing)
    assert {(name, state) for name, state, alias in told if name == alias} == {
        (standing.value, state.value) for standing, state in STATE_OF.items() if standing is not Standing.NONE
    }


def test_a_wider_no_is_drawn_as_it_is() -> None:
    _, drawing = drawings(section(STATES, "Subscription"))

    assert arrows(drawing) == moves_of_the_fold(1)


def test_the_reasons_that_are_not_the_laws_are_those_of_the_program() -> None:
    told = set(
        re.findall(r"`([a-z0-9_]+)`", "".join(re.findall(r"^\| (`.*?) \|", section(STATES, "Delivery"), re.MULTILINE)))
    )
    stages = {f"{stage}_{word}" for stage in ("mail", "rcpt", "data") for word in ("deferred", "refused")}

    assert told - stages == reasons_in_the_source() - stages


def reasons_in_the_source() -> set[str]:
    """Every text that the program gives as a reason: `reason=…`, `reason = …`, or in an Outcome."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "reason"]
                given += node.args[1:2] if ast.unparse(node.func) == "Outcome" else []
            elif isinstance(node, ast.Assign) and "reason" in re.findall(r"\w+", ast.unparse(node.targets[0])):
                given = [node.value]
            found |= {text for value in given for text in texts_in(value)}
    return found


def texts_in(node: ast.AST) -> set[str]:
    if isinstance(node, ast.JoinedStr):
        return set()
    return {inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)}


# Words


@pytest.mark.parametrize("name", sorted(enumerations()))
def test_every_word_of_the_program_is_in_the_glossary(name: str) -> None:
    title = re.search(rf"^## (.*`{name}`)$", GLOSSARY, re.MULTILINE)

    assert title, f"the glossary has no section for `{name}`"
    assert first_column(section(GLOSSARY, title[1])) == [word.value for word in enumerations()[name]]


def test_every_word_has_its_norwegian_and_its_meaning() -> None:
    rows = re.findall(r"^\| (?!---|Word)(.*) \|$", GLOSSARY, re.MULTILINE)

    assert [row for row in rows if [bool(cell.strip()) for cell in row.split(" | ")] != [True] * 4] == []


def test_no_word_is_explained_twice() -> None:
    words = re.findall(r"^\| (?!---|Word)([^`|]+) \|", GLOSSARY, re.MULTILINE)

    assert len(words) > 50
    assert sorted(words) == sorted(set(words))


def test_every_refusal_is_explained_in_the_law() -> None:
    law = (DOCS / "law.md").read_text()

    assert [reason.value for reason in Reason if f"`{reason.value}`" not in law] == []


# Translations


def spoken() -> set[str]:
    """Every sentence our pages and mails say, in the language of their source."""
    found = set()
    for template in [*(CHECKOUT / "templates").rglob("*.html"), *(CHECKOUT / "templates").rglob("*.txt")]:
        with template.open("rb") as text:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", text, options={"silent": "false"}):
                found |= {message} if isinstance(message, str) else set(message)
    return found | set(spoken_in_python()) | set(marked_in_python()) | spoken_by_the_law()


def marked_in_python() -> Iterator[str]:
    """What the program itself says elsewhere: in `sentence("…")`, or `say("…")` where it is said on the spot."""
    for file in SOURCE.rglob("*.py"):
        with file.open("rb") as source:
            for _, message, _, _ in extract("python", source, keywords={"sentence": None, "say": None}):
                yield message if isinstance(message, str) else message[0]


def spoken_by_the_law() -> set[str]:
    """Where a legal basis stands in the books, and each rule with its place; the law itself knows no catalogue."""
    places = {told for place in PLACES.values() for told in (place.marketing_act, place.article) if told}
    return places | {told for rule in rules.ALL for told in (rule.says, rule.citation)}


def spoken_in_python() -> Iterator[str]:
    """What `said(…)` says, what a form finds wrong, and the page after a sign-up."""
    for file in [*(SOURCE / "web").rglob("*.py"), SOURCE / "forms" / "asking.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "said":
                yield from (text for argument in node.args[2:] for text in texts_in(argument))
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LOOK_IN_YOUR_MAILBOX":
                yield from texts_in(node.value)
            elif isinstance(node, ast.FunctionDef) and node.name == "mistakes":
                yield from (text for text in texts_in(node) if " " in text and text != ast.get_docstring(node))


def test_bokmal_says_all_that_we_say_and_nothing_else() -> None:
    with (CHECKOUT / "templates" / "locale" / "nb.po").open("rb") as file:
        catalogue = read_po(file, locale="nb")
    translated = {str(message.id) for message in catalogue if message.id and message.string and not message.fuzzy}

    assert translated == spoken()


def test_a_translation_names_the_same_things_as_its_source() -> None:
    with (CHECKOUT / "templates" / "locale" / "nb.po").open("rb") as file:
        catalogue = read_po(file, locale="nb")

    def named(text: object) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", str(text)))

    assert [message.id for message in catalogue if named(message.id) != named(message.string)] == []
