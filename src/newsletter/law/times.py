"""Where does time matter? The cut points of dates and counts, in one place for the law and for who gathers facts."""

from dataclasses import dataclass
from datetime import MINYEAR, datetime, timedelta

from newsletter.law.vocabulary import Age, Per

CHILD_UNTIL, ADULT_FROM = 15, 18
"""The cut points of age, in years."""
YEAR = 12
MONTHS = tuple(range(YEAR, 10 * YEAR + 1, YEAR))
"""The cut points of time, in months: how long a consent has not been used, how long ago something was bought.
A promise of how long a consent lasts is one of them too."""


@dataclass(frozen=True)
class Policy:
    """Numbers that no statute gives, in months. The operator chooses them; each is a cut point as well."""

    #: A consent unused for so long permits with a warning.
    consent_warns_after: int = 12
    #: A consent unused for so long counts no more, unless its words say for how long it lasts.
    consent_stale_after: int = 24
    #: So long after its purchase a capital good still makes a customer relationship.
    capital_good_counts_for: int = 24

    @property
    def cuts(self) -> tuple[int, ...]:
        """The cut points of how long a consent has not been used."""
        return tuple(sorted({*MONTHS, self.consent_warns_after, self.consent_stale_after}))


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months earlier, or the last day of that month where it is shorter.

    What lies before the calendar begins is its first moment.
    """
    count = now.year * 12 + now.month - 1 - months
    year, month = divmod(count, 12)
    if year < MINYEAR:
        return datetime.min.replace(tzinfo=now.tzinfo)
    last = 31
    while True:
        try:
            return now.replace(year=year, month=month + 1, day=min(now.day, last))
        except ValueError:
            last -= 1


def passed(since: datetime, now: datetime, cuts: tuple[int, ...]) -> int:
    """The greatest cut point, in months, that lies between the two; 0 when none does."""
    return max((cut for cut in cuts if since <= months_before(now, cut)), default=0)


def age_of(years: int | None) -> Age:
    if years is None:
        return Age.UNKNOWN
    return Age.CHILD if years < CHILD_UNTIL else Age.MINOR if years < ADULT_FROM else Age.ADULT


def period_start(now: datetime, per: Per) -> datetime:
    """When the calendar period that holds this moment began, in the moment's own zone."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match per:
        case Per.DAY:
            return midnight
        case Per.WEEK:
            return midnight - timedelta(days=midnight.weekday())
        case Per.MONTH:
            return midnight.replace(day=1)
        case Per.QUARTER:
            return midnight.replace(day=1, month=midnight.month - (midnight.month - 1) % 3)
        case Per.YEAR:
            return midnight.replace(day=1, month=1)
