"""When is a deferred delivery tried again, and when is it given up? Pure."""

import hashlib
from datetime import timedelta

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60))  # policy; hourly from then on
SPREAD = 0.1  # policy: as much earlier or later, and half of it for a domain as a whole


def retry_after(attempts: int, lifetime: timedelta) -> timedelta | None:
    """How long to wait after so many attempts (from 1), or None when the delivery's lifetime is spent."""
    waits = [DELAYS[min(n, len(DELAYS) - 1)] for n in range(attempts)]
    return waits[-1] if sum(waits, timedelta()) <= lifetime else None


def spread(wait: timedelta, domain: str, chance: float) -> timedelta:
    """A wait a little shorter or longer, so that neither domains nor the mails to one come back in the same instant.

    Each domain has a place of its own; `chance`, from 0 to 1, says where around it this mail goes.
    """
    place = int.from_bytes(hashlib.sha256(domain.lower().encode()).digest()[:4]) / 0xFFFFFFFF
    return wait * (1 + SPREAD * (place + chance - 1))
