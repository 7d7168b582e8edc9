"""How is what the service answered told at a terminal? As a table, as lines, or in words; and as JSON."""

import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 10_000
"""Columns of what is no terminal: a row stays one line, for `grep` and `cut`."""


@dataclass(frozen=True)
class Told:
    """An answer, for programs and for people."""

    data: Any
    words: str


def thing(shape: BaseModel, *names: str) -> Told:
    """One thing: a line for each of its fields, or for those named."""
    held = shape.model_dump(mode="json", by_alias=True)
    shown = {name: _plainly(held[name]) for name in names or held}
    longest = max(map(len, shown))
    return Told(held, "\n".join(f"{name:{longest}}  {value}".rstrip() for name, value in shown.items()))


def table(shapes: Iterable[BaseModel], *names: str) -> Told:
    """Many things: a row for each, and a column for each of the fields named."""
    held = [shape.model_dump(mode="json", by_alias=True) for shape in shapes]
    drawn = Table(*names, box=None, pad_edge=False, header_style="bold")
    for row in held:
        drawn.add_row(*(Text(_plainly(row[name]), overflow="fold") for name in names))
    return Told(held, _drawn(drawn) if held else "None.")


def counts(states: dict[str, int], reasons: dict[str, dict[str, int]]) -> list[str]:
    """How many messages are in each state, and why: a line for each state that has some."""
    lines = []
    for state, count in states.items():
        why = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.get(state, {}).items()))
        lines += [f"  {count:>7} {state}" + (f" ({why})" if why else "")] if count else []
    return lines


def _drawn(drawn: Table) -> str:
    terminal = sys.stdout.isatty()
    page = io.StringIO()
    width = Console().width if terminal else WIDE
    Console(file=page, width=width, force_terminal=terminal, highlight=False).print(drawn)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def _plainly(value: object) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_plainly, value)) or "-"
        case dict():
            return ", ".join(f"{name} {_plainly(inner)}" for name, inner in value.items()) or "-"
        case _:
            return str(value)
