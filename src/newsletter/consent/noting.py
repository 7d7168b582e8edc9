"""Where does the head stand outside the database? In a file that is only ever added to, at least a line a day.

    2026-11-23T09:00:00Z 17:9f86d0…

A chain that is kept in one place alone proves little to anybody else: whoever holds both database and key can seal it
anew. Each line here would then no longer fit.
"""

import os
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from newsletter.consent.seals import Head
from newsletter.errors import Misconfigured


def note(file: Path, head: Head, now: datetime) -> None:
    """Add a line to the file, made with mode 0600 where there is none. Raises Misconfigured when it cannot be."""
    try:
        with open(file, "a", opener=_for_us_alone) as heads:
            heads.write(f"{now:%Y-%m-%dT%H:%M:%SZ} {head}\n")
            heads.flush()
            os.fsync(heads.fileno())
    except OSError as error:
        raise Misconfigured(
            f"The ledger's head cannot be noted in {file}: {error.strerror}. Let the service add to that file, "
            "name another one in NEWSLETTER_HEAD_FILE, or leave that empty to note none."
        ) from error


@dataclass
class Noted:
    """Every head of a file, oldest first. `unreadable` names the first line that is none, which nobody of us wrote."""

    heads: list[Head] = field(default_factory=list)
    unreadable: str | None = None


def noted(file: Path | None) -> Noted:
    """What the file holds; nothing where there is none."""
    found = Noted()
    for number, line in enumerate(_lines(file) if file else [], 1):
        try:
            written_at, head = line.split(" ")
            datetime.fromisoformat(written_at)
            found.heads.append(Head.parse(head))
        except ValueError:
            found.unreadable = found.unreadable or f"line {number} of {file} is no head as we note them"
    return found


def noted_on(file: Path, day: date) -> bool:
    """Whether the newest line is of this day."""
    return any(line.startswith(day.isoformat()) for line in _lines(file)[-1:])


def _lines(file: Path) -> list[str]:
    return file.read_text(errors="replace").splitlines() if file.exists() else []


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
