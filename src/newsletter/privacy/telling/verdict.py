"""A decision in words: the answer, why, which condition each basis does not meet, and what would settle it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsletter.languages import sentence
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.decision import Decision, Permitted, Refused, Review, told
from newsletter.law.reasons import Reason
from newsletter.privacy.telling import words
from newsletter.privacy.telling.pen import Pen
from newsletter.privacy.telling.remedies import remedy

REFUSED = sentence("The message may not go to this person: %(reason)s.")
REVIEW = sentence("The message does not go until a person has decided: %(reason)s.")


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
    return data | {"rule": data["rule"] | {"says": pen.say(rule.says), "citation": pen.law(rule.citation)}}


def unmet(decision: Decision, pen: Pen) -> tuple[Unmet, ...]:
    """The first condition that fails, of each basis that was tried; or what no basis helps against."""
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
            remedy(reason, for_review=reviewed and reason is decision.reason, speak=pen.say),
        )
        for basis, reason in tried
    )


def in_sentences(decision: Decision, lacks: tuple[Unmet, ...], pen: Pen) -> Iterator[str]:
    """The answer and why; the rule and its place; what each basis does not meet, and what would settle it."""
    if isinstance(decision, Permitted):
        rests = pen.say("The message may go to this person. It rests on: %(basis)s.")
        yield rests % {"basis": pen.word(words.BASES, decision.basis)}
    else:
        answer = REFUSED if isinstance(decision, Refused) else REVIEW
        yield pen.say(answer) % {"reason": pen.reason(decision.reason)}
    yield f"{pen.say(decision.rule.says)} ({pen.law(decision.rule.citation)})"
    for one in lacks:
        if one.basis:
            condition = pen.say("Not met for %(basis)s: %(reason)s.")
            yield condition % {"basis": one.basis_says, "reason": one.reason_says}
        yield pen.say("What would settle it: %(remedy)s") % {"remedy": one.settled_by}


def _basis(basis: LegalBasis, pen: Pen) -> str:
    return f"{pen.word(words.BASES, basis)}, {pen.law(PLACES[basis].marketing_act)}"
