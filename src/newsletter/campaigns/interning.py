"""Which situations have there been? Each is kept once, so that a delivery tells on which facts it was decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import text
from sqlmodel import JSON, Field, Session, SQLModel, col, select

from newsletter.consent.evidence import EvidenceProfile, as_data, digest_of
from newsletter.database import BIGINT, IMPERSONAL, insert_rows
from newsletter.law.evidence import SOMEBODYS_OWN, Relationship
from newsletter.law.facts import SITUATION_FACTS, Situation
from newsletter.law.vocabulary import Age

Gathered = tuple[Any, ...]
"""The columns of `situations.facts`, as they come from the database."""


class KeptSituation(SQLModel, table=True):
    """The facts a decision rested on. Many people share one; it is never changed."""

    __tablename__ = "situations"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    digest: bytes = Field(max_length=32, unique=True, sa_column_kwargs=IMPERSONAL)
    facts: dict[str, Any] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)

    @property
    def situation(self) -> Situation:
        """The facts, as the law knows them."""
        return _SITUATION.validate_python(self.facts)


_SITUATION = TypeAdapter(Situation)


@dataclass
class Interned:
    """The situations met so far, by their gathered columns; and their numbers. For one database, as long as it lives.

    What a transaction writes itself is remembered only once a later one has found it, since it may be rolled back.
    """

    evidence: dict[int, Any] = field(default_factory=dict)
    numbers: dict[Situation, int] = field(default_factory=dict)
    #: How many deliveries were written, and how many when PostgreSQL's planner last looked.
    written: int = 0
    planned_for: int = 0

    def read(self, session: Session, rows: Collection[Gathered]) -> dict[Gathered, Situation]:
        """What the gathered columns say, each different row once."""
        different = set(rows)
        self._learn(session, different)
        return {row: self._situation(row) for row in different}

    def intern(self, session: Session, situations: Iterable[Situation]) -> dict[Situation, int]:
        """The number of each situation; new ones are kept."""
        wanted = set(situations)
        facts = {one: as_data(one) for one in wanted if one not in self.numbers}
        new = {digest_of(told): one for one, told in facts.items()}
        self.numbers |= _found(session, new)
        missing = {digest: one for digest, one in new.items() if one not in self.numbers}
        insert_rows(session, KeptSituation, [{"digest": d, "facts": facts[one]} for d, one in missing.items()])
        written = _found(session, missing)
        return {one: self.numbers.get(one) or written[one] for one in wanted}

    def grew_by(self, session: Session, deliveries: int) -> None:
        """Have PostgreSQL's planner look again when ten times as many were written: it plans for what there was."""
        self.written += deliveries
        if self.written > 10 * self.planned_for:
            self.planned_for = self.written
            if session.get_bind().dialect.name == "postgresql":
                session.connection().execute(text("ANALYZE deliveries"))

    def _learn(self, session: Session, rows: Collection[Gathered]) -> None:
        """Read the profiles that are met for the first time."""
        ids = {number for row in rows for number in _profiles(row)} - self.evidence.keys()
        for some in _in_parts(ids):
            query = select(EvidenceProfile).where(col(EvidenceProfile.id).in_(some))
            self.evidence |= {profile.id: profile.evidence for profile in session.exec(query).all()}

    def _situation(self, row: Gathered) -> Situation:
        told = dict(zip(SITUATION_FACTS, row, strict=True))
        told["consent"] = self.evidence[told["consent"]] if told["consent"] else None
        told["mailbox"] = self.evidence[told["mailbox"]] if told["mailbox"] else SOMEBODYS_OWN
        told["relationships"] = frozenset(
            Relationship(self.evidence[profile], bool(ended), months)
            for profile, ended, months in _parts(told["relationships"])
        )
        return Situation(**told | {"age": Age(told["age"])})


def _found(session: Session, wanted: dict[bytes, Situation]) -> dict[Situation, int]:
    known: dict[Situation, int] = {}
    for some in _in_parts(wanted):
        query = select(KeptSituation.digest, KeptSituation.id).where(col(KeptSituation.digest).in_(some))
        known |= {wanted[digest]: number for digest, number in session.exec(query).all()}
    return known


def _profiles(row: Gathered) -> list[int]:
    told = dict(zip(SITUATION_FACTS, row, strict=True))
    own = [told[name] for name in ("consent", "mailbox") if told[name]]
    return own + [profile for profile, _, _ in _parts(told["relationships"])]


def _parts(joined: str) -> list[tuple[int, int, int]]:
    """What `situations` joined: profile, ended, months."""
    each = (part.split(":") for part in joined.split(",") if part)
    return [(int(profile), int(ended), int(months)) for profile, ended, months in each]


def _in_parts(values: Collection[Any]) -> Iterable[list[Any]]:
    """So many at once as every database takes in one statement."""
    ordered = list(values)
    return (ordered[start : start + 500] for start in range(0, len(ordered), 500))
