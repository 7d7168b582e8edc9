"""What did a mail server's answer mean, and whom is it about? Pure, and one table for answers and for returned mail.

A refusal about us must never be held against the person, and a mailbox that is gone must not be written to again. The
meanings of the enhanced codes are those of RFC 3463 and its registry (RFC 5248); which class each falls in is policy.
"""

import re
from dataclasses import dataclass
from enum import Enum, StrEnum

LONGEST_KEPT = 500
TAKEN = range(200, 300)
GO_AHEAD = 354
CLOSING = 421  # RFC 5321 § 3.8: the server closes after saying so
TRY_LATER = range(400, 500)
NO = range(400, 600)  # the only answers that are about the message; any other but yes is no SMTP


class Stage(Enum):
    """What a server answers to about one message, in the order it is asked."""

    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


class Refusal(StrEnum):
    """What a refusal is about, and so what follows from it."""

    #: The mailbox is dead: never again.
    GONE = "gone"
    #: It looks dead, and may be out of order: never again when it is said twice, a day or more apart.
    PERHAPS_GONE = "perhaps_gone"
    #: The mailbox is there and takes nothing now.
    TROUBLE = "trouble"
    #: About us: our name, our signature, our pace, our protocol. Says nothing about the person.
    POLICY = "policy"
    #: About the message: its size or its form.
    MESSAGE = "message"
    #: Only a matter of time.
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a mail server, all its lines."""

    code: int
    text: str

    def __str__(self) -> str:
        """The answer as text that a database can keep, whatever letters it came in."""
        kept = f"{self.code} {self.text}".encode(errors="replace").decode()
        return kept.replace("\0", "")[:LONGEST_KEPT]

    @property
    def refusal(self) -> bool:
        """Whether it is a no, now or for ever."""
        return self.code in NO


_MEANINGS: dict[Refusal, str] = {
    Refusal.GONE: "1.1 1.3 1.6 1.10 7.13 7.17 7.18",
    Refusal.PERHAPS_GONE: "1.0 1.2 2.1 4.4",
    Refusal.TROUBLE: "1.4 2.0 2.2 2.4 3.0 3.1 3.2 3.3 3.5 4.0 4.3 4.6 4.7 7.2",
    Refusal.MESSAGE: "2.3 3.4 6.0 6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8 6.9 6.10",
    Refusal.LATER: "4.1 4.2",
}
BY_DETAIL = {detail: refusal for refusal, details in _MEANINGS.items() for detail in details.split()}
"""Enhanced codes without their class. Those of subject 1, 5 and 7 that are not named are about us."""

TEMPORARY = {"2.2": Refusal.TROUBLE, "7.28": Refusal.POLICY}
"""Enhanced codes 4.x.x that say more than *later*: the mailbox is full; we are too fast."""

TOO_LARGE = {"2.3", "3.4"}
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3}\.\d{1,3})\b")
_UNKNOWN = re.compile(
    r"(no such|unknown) (user|mailbox|recipient|address|person)"
    r"|(user|mailbox|recipient|address|account)\b.{0,20}(unknown|not found|does not exist|doesn't exist)",
    re.IGNORECASE,
)
_TOO_FAST = re.compile(r"too (fast|quickly|many|much)|\brate\b", re.IGNORECASE)


def classify(reply: Reply, stage: Stage) -> Refusal:
    """What a refusal at this stage is about: its enhanced code says, else its code, and its words where these lie.

    At MAIL nobody has been named yet, so no answer there can be about the person.
    """
    kind, detail = _enhanced(reply.text)
    if reply.code in TRY_LATER:
        return TEMPORARY.get(detail, Refusal.LATER) if kind == "4" and reply.code != CLOSING else Refusal.LATER
    about = _by_detail(detail, reply.text) if detail else _by_code(reply, stage)
    named = about in (Refusal.POLICY, Refusal.MESSAGE) or stage is not Stage.MAIL
    return about if named else Refusal.POLICY


def too_large(reply: Reply, stage: Stage) -> bool:
    """Whether the message was refused for its size (RFC 1870; bare 552 means it anywhere but at RCPT)."""
    detail = _enhanced(reply.text)[1]
    return detail in TOO_LARGE or (reply.code == 552 and not detail and stage is not Stage.RCPT)


def _enhanced(text: str) -> tuple[str, str]:
    """The class of the enhanced code, and the rest of it; both empty where there is none."""
    found = _ENHANCED.match(text)
    return (found[1], found[2]) if found else ("", "")


def _by_detail(detail: str, text: str) -> Refusal:
    if detail in ("7.0", "7.1") and _UNKNOWN.search(text):
        return Refusal.PERHAPS_GONE  # many a server hides an unknown mailbox behind "refused"
    if detail == "2.1" and _TOO_FAST.search(text):
        return Refusal.POLICY  # some say "disabled" to mean: for you, for now
    if found := BY_DETAIL.get(detail):
        return found
    return Refusal.TROUBLE if detail[:2] in ("2.", "3.", "4.") else Refusal.POLICY


def _by_code(reply: Reply, stage: Stage) -> Refusal:
    """Without an enhanced code the stage decides: what is no at RCPT is about the mailbox, elsewhere about us."""
    if reply.code == 552:
        return Refusal.TROUBLE if stage is Stage.RCPT else Refusal.MESSAGE
    if reply.code in (550, 551, 553) and stage is Stage.RCPT:
        return Refusal.GONE if _UNKNOWN.search(reply.text) else Refusal.PERHAPS_GONE
    return Refusal.POLICY
