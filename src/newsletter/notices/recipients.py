"""Whom does a notice go to? Named with each call, with their orders; they become nobody's subscribers."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.database import insert_new, new_uid
from newsletter.errors import Invalid, Problem
from newsletter.lines import is_one_line
from newsletter.notices.looking import holds_link
from newsletter.notices.models import Notice, NoticeRecipient

COLUMNS = ("email", "reference", "name")
LONGEST = 300  # characters of a reference, a name or a value
MOST_PROBLEMS = 50  # are told at once


@dataclass(frozen=True)
class Named:
    """One recipient as the caller names them."""

    email: str
    reference: str
    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Added:
    """How many were added, and how many stood there already with the same order."""

    added: int
    repeated: int


async def add(
    session: AsyncSession, notice: Notice, named: Sequence[Named], key: bytes, *, most: int, now: datetime
) -> Added:
    """Add recipients; whoever is named twice with the same order is added once.

    Raises Invalid with what is wrong, and where, when somebody cannot be written to. Then nobody is added.
    """
    rows = _rows(notice, named, key, now)
    before = select(NoticeRecipient.recipient, NoticeRecipient.reference).where(NoticeRecipient.notice_id == notice.id)
    there = set((await session.exec(before)).all())
    new: dict[tuple[bytes, str], dict[str, Any]] = {}
    for row in rows:
        new.setdefault((row["recipient"], row["reference"]), row)
    fresh = [row for told, row in new.items() if told not in there]
    if len(there) + len(fresh) > most:
        told = f"A notice goes to {most} at most (NEWSLETTER_NOTICE_RECIPIENTS). Make another for the others."
        raise Invalid(Problem("/recipients", "too_many_recipients", told))
    await insert_new(session, NoticeRecipient, fresh)
    return Added(len(fresh), len(rows) - len(fresh))


def one(notice: Notice, named: Named, key: bytes, now: datetime) -> NoticeRecipient:
    """The recipient of one sending of a template. Raises Invalid."""
    (row,) = _rows(notice, [named], key, now, pointer="")
    missing = [name for name in notice.fields if name not in named.values]
    unknown = [name for name in named.values if name not in notice.fields]
    if missing or unknown:
        told = f"The template has these fields, and each needs a value: {', '.join(notice.fields) or 'none'}."
        raise Invalid(*(Problem(f"/values/{name}", "values", told) for name in (*missing, *unknown)))
    return NoticeRecipient(**row)


async def counted(session: AsyncSession, notice: Notice) -> int:
    """How many recipients there are, also those that were forgotten."""
    query = select(func.count()).where(col(NoticeRecipient.notice_id) == notice.id)
    return (await session.exec(query)).one()


async def known(session: AsyncSession, notice: Notice) -> int:
    """How many recipients can still be written to: those of a draft that lay too long were forgotten."""
    theirs = (col(NoticeRecipient.notice_id) == notice.id, col(NoticeRecipient.erased_at).is_(None))
    return (await session.exec(select(func.count()).where(*theirs))).one()


def read_csv(text: str) -> list[Named]:
    """Recipients out of CSV with the columns email, reference and name (RFC 4180), in any order.

    Raises Invalid for other columns. A semicolon separates as well as a comma does: spreadsheets in Norwegian write it.
    """
    head = text.removeprefix("\ufeff").partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";" if ";" in head else ",")
    try:
        columns = [column.strip().lower() for column in rows.fieldnames or ()]
        if sorted(columns) not in (sorted(COLUMNS), sorted(COLUMNS[:2])):
            told = f"The first line names the columns: {','.join(COLUMNS)}. The name may be left out."
            raise Invalid(Problem("", "csv", told))
        rows.fieldnames = columns
        lines: list[dict[Any, Any]] = [dict(row) for row in rows]
        if any(None in row for row in lines):
            raise Invalid(Problem("", "csv", "A line has more cells than there are columns: quote what holds one."))
        found = [{name: value for name, value in row.items() if name in COLUMNS} for row in lines]
    except csv.Error as error:
        raise Invalid(Problem("", "csv", f"Line {rows.line_num} cannot be read as CSV: {error}.")) from None
    return [Named(row["email"] or "", row["reference"] or "", row.get("name") or "") for row in found]


def _rows(
    notice: Notice, named: Sequence[Named], key: bytes, now: datetime, pointer: str = "/recipients/{}"
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    wrong: list[Problem] = []
    for number, told in enumerate(named):
        address = addresses.parse(told.email)
        wrong += _wrong_with(told, pointer.format(number), address)
        if address is None or wrong:
            continue
        rows.append(
            {
                "uid": new_uid(),
                "notice_id": notice.id,
                "recipient": addresses.fingerprint(address, key),
                "email": address.email,
                "name": told.name.strip(),
                "reference": told.reference.strip(),
                "values": dict(told.values),
                "created_at": now,
            }
        )
    if wrong:
        raise Invalid(*wrong[:MOST_PROBLEMS])
    return rows


def _wrong_with(told: Named, at: str, address: addresses.Address | None) -> Iterator[Problem]:
    if address is None:
        yield Problem(f"{at}/email", "email", "This is not an e-mail address we can write to.")
    if not told.reference.strip():
        yield Problem(f"{at}/reference", "reference", "Name the order, ticket or contract of this recipient.")
    texts = {"reference": told.reference, "name": told.name, **{f"values/{k}": v for k, v in told.values.items()}}
    for where, text in texts.items():
        if len(text) > LONGEST or not is_one_line(text.strip()):
            yield Problem(f"{at}/{where}", "line", f"It must be one line of at most {LONGEST} characters.")
        elif holds_link(text):
            yield Problem(
                f"{at}/{where}", "link", "What is filled in holds no link: nobody has approved it. Take it out."
            )
