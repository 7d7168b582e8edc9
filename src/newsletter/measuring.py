"""What is counted for the operator's machinery? Numbers of this process, as Prometheus reads them.

No label names a person, and each has a closed set of values. What happens calls one line here; what is in the database
is looked at when somebody asks (`web/operating`).
"""

from collections import Counter as Counted
from collections.abc import Iterable
from typing import Protocol
from weakref import WeakSet

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time of birth beside each number: twice the lines, and nobody reads them

REGISTRY = CollectorRegistry()
"""Ours: the library's own also tells of Python and its garbage."""
ProcessCollector(registry=REGISTRY)

SETTLED = Counter(
    "newsletter_deliveries_settled",
    "Attempts that ended and were written down; a deferred delivery has several.",
    ["state", "reason"],
    registry=REGISTRY,
)
REPLIES = Counter(
    "newsletter_mail_server_replies",
    "What the mail server said of each message: taken, nothing, or what its refusal was about.",
    ["about"],
    registry=REGISTRY,
)
AWAY = Counter("newsletter_mail_server_away", "Times the mail server could not be reached.", registry=REGISTRY)
HAND_OVER = Histogram(
    "newsletter_hand_over_seconds",
    "From the first word about a message to the mail server's last.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
GROUP = Histogram(
    "newsletter_group_commit_moves",
    "Moves of deliveries written in one commit.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
    registry=REGISTRY,
)
REQUESTS = Counter("newsletter_http_requests", "Answers begun.", ["method", "route", "status"], registry=REGISTRY)
LATENCY = Histogram(
    "newsletter_http_request_seconds",
    "Until an answer begins.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)


class Line(Protocol):
    """A connection to the mail server."""

    @property
    def is_open(self) -> bool: ...


LINES: WeakSet[Line] = WeakSet()
"""The connections of the senders, each asked when somebody looks: a server may hang up without a word."""

_OPEN = Gauge("newsletter_mail_server_connections", "Connections to the mail server that are open.", registry=REGISTRY)
_OPEN.set_function(lambda: sum(line.is_open for line in list(LINES)))


def written(settled: Iterable[tuple[str, str | None]], moves: int) -> None:
    """A commit of so many moves was written; these are the states and reasons of attempts that ended."""
    GROUP.observe(moves)
    for (state, reason), times in Counted(settled).items():
        SETTLED.labels(state, reason or "").inc(times)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """An answer to a request began."""
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(method, route).observe(seconds)
