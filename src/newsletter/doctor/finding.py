"""What was found about one part of a set-up, how grave it is, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it is with one part of a set-up."""

    #: As it should be.
    OK = "ok"
    #: It works, and may not for long, or not for everybody.
    WARNING = "warning"
    #: The service does not start with it, or does not do its work.
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One part of a set-up, and what there is to say about it."""

    about: str
    health: Health
    says: str


def fine(about: str, says: str) -> Finding:
    return Finding(about, Health.OK, says)


def doubtful(about: str, says: str) -> Finding:
    return Finding(about, Health.WARNING, says)


def wrong(about: str, says: str) -> Finding:
    return Finding(about, Health.WRONG, says)
