"""A decision in words: the answer, why, which condition each basis does not meet, and what would settle it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from newsletter.languages import sentence
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.decision import Assumption, Decision, Permitted, Refused, Review, told
from newsletter.law.reasons import Reason
from newsletter.privacy.telling import words
from newsletter.privacy.telling.pen import Pen
from newsletter.privacy.telling.remedies import remedy

PERMITTED = sentence("The message may go to this person. It rests on: %(basis)s.")
REFUSED = sentence("The message may not go to this person: %(reason)s.")
REVIEW = sentence("The message does not go until a person has decided: %(reason)s.")
AFTER_THAT = sentence("After that: %(reason)s. So it would not be sent now.")
AS_THINGS_STAND = sentence("As things stand now: %(reason)s. So it would not be sent now.")
STILL = sentence("As far as the program checks, it could be sent now as well. It rests on: %(basis)s.")
NOES = (Reason.WITHDRAWN, Reason.OBJECTED, Reason.BLOCKED)


@dataclass(frozen=True)
class Unmet:
    """What keeps the message from going. `basis` is None where no basis would have helped."""

    basis: LegalBasis | None
    basis_says: str
    reason: Reason
    reason_says: str
    #: What the sender can lawfully do about it.
    settled_by: str


def decided(decision: Decision, pen: Pen) -> dict[str, Any]:
    """The decision as plain data: its codes as ever, its rule in words of this language."""
    data, rule = told(decision), decision.rule
    return data | {
        "rule": data["rule"] | {"says": pen.say(rule.says), "citation": pen.law(rule.citation)},
        "duties_say": [pen.word(words.DUTIES, duty) for duty in data["duties"]],
        "assumptions_say": [pen.word(words.ASSUMPTIONS, assumption) for assumption in data["assumptions"]],
    }


def unmet(decision: Decision, pen: Pen, goods: str = "") -> tuple[Unmet, ...]:
    """The first condition that fails, of each basis that was tried; or what no basis helps against.

    `goods` says what was promoted and what was sold.
    """
    if isinstance(decision, Permitted):
        return ()
    reviewed = isinstance(decision, Review)
    tried: list[tuple[LegalBasis | None, Reason]] = [*decision.tried]
    if decision.reason not in [reason for _, reason in tried]:
        tried.insert(0, (decision.basis if isinstance(decision, Review) else None, decision.reason))
    return tuple(
        Unmet(
            basis,
            _basis(basis, pen) if basis else "",
            reason,
            pen.reason(reason),
            (f"{goods} " if goods and reason is Reason.NOT_CORRESPONDING else "")
            + remedy(reason, for_review=reviewed and reason is decision.reason, speak=pen.say),
        )
        for basis, reason in tried
    )


def in_sentences(decision: Decision, lacks: tuple[Unmet, ...], pen: Pen, *, was_sent: bool) -> Iterator[str]:
    """The answer now and why; the rule and its place; what each basis does not meet, and what would settle it."""
    if isinstance(decision, Permitted):
        rests = pen.say(STILL if was_sent else PERMITTED)
        yield rests % {"basis": pen.word(words.BASES, decision.basis)}
    else:
        yield pen.say(_answer(decision, was_sent)) % {"reason": pen.reason(decision.reason)}
    yield f"{pen.say(decision.rule.says)} ({pen.law(decision.rule.citation)})"
    yield from _unmet(lacks, pen)


def with_it(decision: Decision, pen: Pen) -> Iterator[str]:
    """What goes with a permission, and what was taken for true without being checked."""
    if isinstance(decision, Permitted) and decision.duties:
        duties = "; ".join(pen.word(words.DUTIES, duty) for duty in sorted(decision.duties))
        yield pen.say("Goes with it: %(duties)s.") % {"duties": duties}
    if decision.assumptions:
        yield assumed(decision.assumptions, pen)


def assumed(assumptions: Iterable[Assumption], pen: Pen) -> str:
    """What was taken for true."""
    told = "; ".join(pen.word(words.ASSUMPTIONS, assumption) for assumption in sorted(assumptions))
    return pen.say("Assumed, not checked: %(assumptions)s.") % {"assumptions": told}


def _answer(decision: Refused | Review, was_sent: bool) -> str:
    if was_sent:
        return AFTER_THAT if decision.reason in NOES else AS_THINGS_STAND
    return REFUSED if isinstance(decision, Refused) else REVIEW


def _unmet(lacks: tuple[Unmet, ...], pen: Pen) -> Iterator[str]:
    for one in lacks:
        if one.basis:
            condition = pen.say("Not met for %(basis)s: %(reason)s.")
            yield condition % {"basis": one.basis_says, "reason": one.reason_says}
        yield pen.say("What would settle it: %(remedy)s") % {"remedy": one.settled_by}


def _basis(basis: LegalBasis, pen: Pen) -> str:
    return f"{pen.word(words.BASES, basis)}, {pen.law(PLACES[basis].marketing_act)}"
