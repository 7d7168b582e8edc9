"""What a caller may not ask: the exception tree.

    NewsletterError
    ├── NotFound      there is no such thing, or it is another organisation's
    ├── NotAllowed    the key is missing, wrong or revoked
    ├── NotPermitted  the key is good, and not for this
    ├── Conflict      it cannot be done in the state things are in
    ├── Invalid       a value cannot be accepted; `problems` says which and why
    ├── KeyReused     an Idempotency-Key names another request
    ├── StillRunning  the first request with an Idempotency-Key is not answered yet
    ├── Outdated      the thing is not in the version that was named
    ├── TooMany       as much of it is going on as we let
    └── Misconfigured the service cannot start like this

Ordinary outcomes are values, not exceptions. Each message tells the person what to do next.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (RFC 6901 pointer), which, and what to do about it."""

    pointer: str
    code: str
    message: str


class NewsletterError(Exception):
    """Something was asked that cannot be answered."""

    #: After how many seconds it may be asked again, where time alone will help.
    retry_after: int | None = None


class NotFound(NewsletterError):
    """There is no such thing here. Check the id and which organisation the key belongs to."""

    def __init__(self, what: str, do: str = "Check its id, and that your API key is of its organisation.") -> None:
        super().__init__(f"There is no such {what}. {do}")


class NotAllowed(NewsletterError):
    """Send a valid API key as `Authorization: Bearer nl_…`."""


class NotPermitted(NewsletterError):
    """The key lacks the scope that this needs."""


class Conflict(NewsletterError):
    """It cannot be done in the state things are in."""


class Invalid(NewsletterError):
    """Some values cannot be accepted."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class KeyReused(NewsletterError):
    """An Idempotency-Key names one request; this is another."""


class StillRunning(NewsletterError):
    """The first request with this Idempotency-Key is not answered yet."""

    retry_after = 1


class Outdated(NewsletterError):
    """The thing is not in the version that was named."""


class TooMany(NewsletterError):
    """As much of it is going on as the service lets. Try again later."""

    retry_after = 10

    def __init__(self, told: str, retry_after: int | None = None) -> None:
        super().__init__(told)
        self.retry_after = retry_after or self.retry_after


class Misconfigured(NewsletterError):
    """The service cannot start with these settings."""
