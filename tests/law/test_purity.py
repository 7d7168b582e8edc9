"""The law is a pure function: it imports the standard library and itself, and asks neither clock nor world."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import newsletter.law

ROOM = Path(newsletter.law.__file__).parent
FILES = sorted(ROOM.glob("**/*.py"))
#: Of the standard library, what gives the law words to say itself in, and no way to look outside.
WORDS = {"collections.abc", "dataclasses", "datetime", "enum", "typing", "uuid"}
#: What asks a date or a time for the machine's own.
CLOCKS = {"now", "utcnow", "today", "astimezone"}
#: Built in, and yet a way out.
WAYS_OUT = {"open", "print", "input", "exec", "eval", "__import__", "globals"}


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=module, level=0) if module:
                yield module
            case ast.ImportFrom():
                yield "a relative import"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_law_imports_the_standard_library_and_itself(file: Path) -> None:
    others = {name for name in imported(file) if name.partition(".")[0] not in sys.stdlib_module_names}
    assert all(name == "newsletter.law" or name.startswith("newsletter.law.") for name in others), others


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_law_looks_at_no_clock_no_file_and_no_network(file: Path) -> None:
    assert {name for name in imported(file) if not name.startswith("newsletter.law")} <= WORDS
    calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    called = {function.id for function in calls if isinstance(function, ast.Name)}
    # rules.py lists its own rules by `globals`; everything it finds there is a constant.
    assert called & WAYS_OUT <= ({"globals"} if file.name == "rules.py" else set())
    methods = {function.attr for function in calls if isinstance(function, ast.Attribute)}
    assert methods & CLOCKS == set()


def test_there_is_law_to_look_at() -> None:
    assert {"eligibility.py", "evidence.py", "rules.py", "standing.py"} <= {file.name for file in FILES}
