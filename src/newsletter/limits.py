"""How much may leave at this moment? Rates that all senders keep together, since what they spend is in the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor

from sqlmodel import Field, Session, SQLModel, col, select

from newsletter.database import IMPERSONAL, insert_rows
from newsletter.rates import by_domain
from newsletter.settings import Settings

EVERYTHING = "everything"


class SpentRate(SQLModel, table=True):
    """How far ahead of the clock one rate is used up (the generic cell rate algorithm, ITU-T I.371)."""

    __tablename__ = "spent_rates"

    #: `everything`, an organisation's number, or the domain of a mail provider that the settings name.
    name: str = Field(primary_key=True, max_length=255, sa_column_kwargs=IMPERSONAL)
    #: Until when what has left takes the rate up.
    spent_until: datetime
    #: Until when those that have to wait were told to.
    booked_until: datetime


@dataclass
class Limits:
    """What the rates of the settings allow within one transaction. Rates are messages a second."""

    session: Session
    settings: Settings
    now: datetime
    _rows: dict[str, SpentRate] = field(default_factory=dict)

    def room(self, name: str, wanted: int) -> int:
        """How many of so many may leave now: a second's worth, where a rate is set. Whoever else asks waits for us."""
        rate = self._rate(name)
        if rate is None:
            return wanted
        ahead = (max(self._row(name).spent_until, self.now) - self.now).total_seconds()
        return min(wanted, max(0, floor((max(1.0, 1 / rate) - ahead) * rate + 1e-6)))

    def spend(self, name: str, messages: int) -> None:
        """Note that so many leave now."""
        if messages and (rate := self._rate(name)) is not None:
            row = self._row(name)
            row.spent_until = max(row.spent_until, self.now) + timedelta(seconds=messages / rate)
            self.session.add(row)

    def book(self, domain: str, messages: int) -> list[datetime]:
        """When each of so many that have to wait may try again. It is no right to leave then: that is asked anew."""
        rate, row = by_domain(self.settings.domain_rates)[domain], self._row(domain)
        begin = max(row.booked_until, row.spent_until, self.now)
        times = [begin + timedelta(seconds=number / rate) for number in range(messages + 1)]
        row.booked_until = times[-1]
        self.session.add(row)
        return times[:-1]

    def domains(self) -> Iterable[str]:
        """The domains that have a rate of their own, always in the same order, so that no two wait for each other."""
        return sorted(by_domain(self.settings.domain_rates))

    def _rate(self, name: str) -> float | None:
        if name == EVERYTHING:
            return self.settings.rate or None
        return by_domain(self.settings.domain_rates).get(name, self.settings.sender_rate) or None

    def _row(self, name: str) -> SpentRate:
        if name not in self._rows:
            new = {"name": name, "spent_until": self.now, "booked_until": self.now}
            insert_rows(self.session, SpentRate, [new])
            query = select(SpentRate).where(col(SpentRate.name) == name).with_for_update()
            self._rows[name] = self.session.exec(query).one()
        return self._rows[name]
