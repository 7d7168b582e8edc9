"""`newsletter audit list`: who did what, and when."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access.audit import AuditEntry, entries, wanted
from newsletter.cli.running import Json, answer, organisation_of, reading
from newsletter.settings import Settings

cli = typer.Typer(no_args_is_help=True, help="Who did what.")

UNFOLDED = 10_000  # letters a line, for who reads it with another program
At = "with its offset: 2026-12-01T09:00Z"


@cli.callback()
def audit() -> None:
    """Who did what."""


@cli.command("list")
def list_entries(
    organisation: Annotated[UUID | None, typer.Option(help="Only of this organisation, by its id.")] = None,
    thing: Annotated[UUID | None, typer.Option("--object", help="Only about the thing with this id.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only about things of this kind, such as campaign.")] = None,
    operation: Annotated[str | None, typer.Option(help="Only this operationId, or command.")] = None,
    key: Annotated[str | None, typer.Option(help="Only by the API key with this hint.")] = None,
    since: Annotated[str | None, typer.Option("--from", help=f"From then on, {At}.")] = None,
    until: Annotated[str | None, typer.Option(help=f"Before then, {At}.")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="So many at most.")] = 100,
    as_json: Json = False,
) -> None:
    """Tell who changed what, newest first: by API key or at the command line."""
    which = wanted(thing=thing, kind=kind, operation=operation, hint=key, since=_instant(since), until=_instant(until))

    async def look(session: AsyncSession, _: Settings) -> Sequence[AuditEntry]:
        if organisation is not None:
            which.append(AuditEntry.organisation_id == (await organisation_of(session, organisation)).id)
        return await entries(session, *which, most=most)

    found = reading(look)
    if as_json:
        answer([_as_data(entry) for entry in found], "", as_json)
    else:
        _print_table(found)


def _as_data(entry: AuditEntry) -> dict[str, Any]:
    """As the API tells it."""
    plain = entry.model_dump(mode="json", exclude={"id", "uid", "organisation_id", "object_uid", "hint"})
    return {"id": str(entry.uid), "object_id": str(entry.object_uid), "key_hint": entry.hint or None, **plain}


def _print_table(found: Sequence[AuditEntry]) -> None:
    heads = ("When", "Who", "Operation", "What", "Changed")
    table = Table(*(Column(head, overflow="fold") for head in heads), box=None)
    for entry in found:
        who = f"{entry.who} ({entry.hint})" if entry.hint else f"{entry.who} (command line)"
        at = entry.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        table.add_row(at, who, entry.operation, f"{entry.object_kind} {entry.object_uid}", in_words(entry))
    width = None if sys.stdout.isatty() else UNFOLDED
    Console(highlight=False, markup=False, width=width).print(table)


def in_words(entry: AuditEntry) -> str:
    """`subject "November" → "December"; name`: the changed fields; of those that are not told, the name."""
    before, after = entry.before or {}, entry.after or {}
    changed = [f"{name} {_short(before.get(name))} → {_short(after.get(name))}" for name in before | after]
    return "; ".join([*changed, *entry.untold])


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time. Write one {At}.") from None
    if moment is not None and moment.tzinfo is None:
        raise typer.BadParameter(f"{text} may mean several times. Write it {At}.")
    return moment
