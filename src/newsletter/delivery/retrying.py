"""When is a deferred delivery tried again, and when is it given up? Pure."""

from datetime import timedelta

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60))  # policy; hourly from then on


def retry_after(attempts: int, lifetime: timedelta) -> timedelta | None:
    """How long to wait after so many attempts (from 1), or None when the delivery's lifetime is spent."""
    waits = [DELAYS[min(n, len(DELAYS) - 1)] for n in range(attempts)]
    return waits[-1] if sum(waits, timedelta()) <= lifetime else None
