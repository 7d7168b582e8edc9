"""When does it go? Wall-clock times with their zone, the instant they mean, and what happens when it comes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsletter.errors import Invalid, Problem

_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")


@dataclass(frozen=True)
class WallClock:
    """A time as a person says it, its zone, and the instant that is."""

    local: str
    zone: str
    instant: datetime


def wall_clock(at: str, zone: str, *, now: datetime) -> WallClock:
    """Read "2026-12-01T09:00" in "Europe/Oslo".

    A time that summer time doubles means the first of the two; a time that it skips is refused, as are a time
    already past, an unknown zone and a text that is no time (Invalid, with what to write instead).
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(
            Problem("/zone", "zone", f"There is no time zone {zone!r}. Write one like Europe/Oslo.")
        ) from None
    try:
        if not _TIME.match(at):  # a day alone would mean its midnight
            raise ValueError("no day and time of day")
        said = datetime.fromisoformat(at)
        local = said.replace(tzinfo=place) if said.tzinfo is None else said.astimezone(place)
        instant = local.astimezone(UTC)
        back = instant.astimezone(place)
        if local.second or local.microsecond:
            raise ValueError("a minute is as near as it gets")
    except (ValueError, OverflowError):  # OverflowError: before the first or after the last year there is
        raise Invalid(Problem("/at", "time", f"{at!r} is no time. Write one like 2026-12-01T09:00.")) from None
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(
            Problem("/at", "time_skipped", f"There is no {at} in {zone}: the clock is put forward over it. "
                    f"Use {back:%Y-%m-%dT%H:%M}.")
        )  # fmt: skip
    if instant <= now:
        raise Invalid(
            Problem("/at", "time_past", f"{at} in {zone} is past. Give a later time, or launch the campaign now.")
        )
    return WallClock(local.replace(tzinfo=None).isoformat(timespec="minutes"), zone, instant)


def long_past(instant: datetime, *, grace: timedelta, now: datetime) -> bool:
    """Whether a launch is so late that a person must say go."""
    return now - instant > grace
