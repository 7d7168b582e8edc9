"""When does it go? Wall-clock times with their zone, the instant they mean, and what happens when it comes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsletter.campaigns.models import Campaign
from newsletter.errors import Invalid, Problem

_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")


@dataclass(frozen=True)
class WallClock:
    """A time as a person says it, its zone, and the instant that is.

    With its offset, `2026-12-01T09:00+01:00`, it is that instant for good. Without, it is what the clocks of the zone
    will show, by whatever rules are in force then.
    """

    local: str
    zone: str | None
    instant: datetime


def wall_clock(at: str, zone: str | None, *, now: datetime) -> WallClock:
    """Read "2026-12-01T09:00" in "Europe/Oslo", or the instant "2026-12-01T09:00+01:00".

    A time that summer time doubles means the first of the two; a time that it skips is refused, as are a time
    already past, an unknown zone and a text that is no time (Invalid, with what to write instead).
    """
    try:
        place = ZoneInfo(zone) if zone is not None else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(
            Problem("/zone", "zone", f"There is no time zone {zone!r}. Write one like Europe/Oslo.")
        ) from None
    try:
        if not _TIME.match(at):  # a day alone would mean its midnight
            raise ValueError("no day and time of day")
        said = datetime.fromisoformat(at)
        if said.tzinfo is None and place is None:
            raise Invalid(
                Problem("/zone", "zone", f"{at} is another instant in each zone. Give its zone, such as Europe/Oslo, "
                        f"or its offset, such as {at}+01:00.")
            )  # fmt: skip
        local = said.replace(tzinfo=place) if said.tzinfo is None else said.astimezone(place or said.tzinfo)
        instant = local.astimezone(UTC)
        back = instant.astimezone(local.tzinfo)
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
            Problem("/at", "time_past", f"{at} in {zone or 'UTC'} is past. Give a later time, or launch it now.")
        )
    kept = local.replace(tzinfo=None) if said.tzinfo is None else local
    return WallClock(kept.isoformat(timespec="minutes"), zone, instant)


def reckoned(local: str, zone: str | None) -> datetime | None:
    """The instant that a kept time means by the rules of today. None: an instant was said, or the zone is no more.

    Where new rules skip the time, it is as much later as they skip.
    """
    kept = datetime.fromisoformat(local)
    if zone is None or kept.tzinfo is not None:
        return None
    try:
        return kept.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def reckon_anew(campaign: Campaign) -> bool:
    """Let it go when the clocks show what was said, also where their rules have changed since; whether that moved it.

    Governments change them at a few weeks' notice, and the rules come with the system's updates.
    """
    means = reckoned(campaign.scheduled_local, campaign.scheduled_zone) if campaign.scheduled_local else None
    if means is None or means == campaign.scheduled_at:
        return False
    campaign.scheduled_at = means
    return True


def doubled(local: str, zone: str | None) -> str | None:
    """What to know of a time that comes twice, since the clock is put back over it; None of any other."""
    kept = datetime.fromisoformat(local)
    if zone is None or reckoned(local, zone) is None:
        return None
    first, second = (kept.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    if first.astimezone(UTC) >= second.astimezone(UTC):
        return None
    return (
        f"{local} comes twice in {zone}, since the clock is put back over it. The first is meant, "
        f"{first.isoformat(timespec='minutes')}. For the second, schedule it at {second.isoformat(timespec='minutes')}."
    )


def why_late(campaign: Campaign, grace: timedelta) -> str:
    """Why an overdue campaign did not go by itself, and what to do."""
    minutes = f"{grace / timedelta(minutes=1):g}"
    return (
        f"Its time, {campaign.scheduled_local}, was past by more than {minutes} minutes when the service came to it, "
        "so it asks. Launch it, schedule it for another time, or cancel it."
    )


def long_past(instant: datetime, *, grace: timedelta, now: datetime) -> bool:
    """Whether a launch is so late that a person must say go."""
    return now - instant > grace
