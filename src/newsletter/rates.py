"""What did the operator mean by these rates, and by these hours? Pure."""

import re
from collections.abc import Mapping
from datetime import time
from functools import cache

_RATE = re.compile(r"([^\s=,@]+)=(\d+(?:\.\d+)?)")
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


@cache
def by_domain(text: str) -> Mapping[str, float]:
    """Messages a second for each domain, from `gmail.com=20,outlook.com=10`. Raises ValueError for anything else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_RATE.fullmatch(part) for part in parts]
    rates = {match[1].lower(): float(match[2]) for match in found if match}
    if None in found or 0 in rates.values():
        raise ValueError("NEWSLETTER_DOMAIN_RATES must look like gmail.com=20,outlook.com=10, each above 0.")
    return rates


def hours(text: str) -> tuple[time, time] | None:
    """From when until when, from `08:00-20:00`; None for always. Raises ValueError for anything else."""
    if not text:
        return None
    match = _HOURS.fullmatch(text)
    if match is None or match[1] == match[2]:
        raise ValueError("NEWSLETTER_SEND_WINDOW must look like 08:00-20:00.")
    return time.fromisoformat(match[1]), time.fromisoformat(match[2])


def within(window: tuple[time, time] | None, clock: time) -> bool:
    """Whether it is that time of day; a window may reach over midnight."""
    if window is None:
        return True
    begin, end = window
    return begin <= clock < end if begin < end else clock >= begin or clock < end
