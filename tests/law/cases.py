"""What the law can be asked: one lawful campaign, one person with everything in order, and all there are."""

from collections.abc import Iterator
from enum import EnumMeta
from functools import cache
from itertools import product
from typing import Any, TypeVar, get_type_hints

from newsletter.law.decision import Decision
from newsletter.law.eligibility import decide
from newsletter.law.facts import ConsentAct, Message, Purpose, Situation, Standing

CAMPAIGN = Message(Purpose.CAMPAIGN)
CONFIRMATION = Message(Purpose.CONFIRMATION)
TEST = Message(Purpose.TEST)

#: Anne ticked an empty box beside complete words, and confirmed from her mailbox.
ANNE = Situation(
    act=ConsentAct.UNTICKED_BOX,
    words_kept=True,
    names_sender=True,
    states_content=True,
    states_frequency=True,
    tells_withdrawal=True,
    for_this_list=True,
    place_kept=True,
    mailbox_confirmed=True,
    standing=Standing.GRANTED,
)

VALID_ACTS = {ConsentAct.UNTICKED_BOX, ConsentAct.SINGLE_PURPOSE_FORM, ConsentAct.PAPER, ConsentAct.RECORDED_CALL}

Case = TypeVar("Case")


def every(kind: type[Case]) -> Iterator[Case]:
    """All there are of a kind: each of its facts with each value it can have."""
    hints = get_type_hints(kind)
    for values in product(*(_values(hint) for hint in hints.values())):
        yield kind(**dict(zip(hints, values, strict=True)))


def _values(hint: Any) -> tuple[Any, ...]:
    return tuple(hint) if isinstance(hint, EnumMeta) else (False, True)


@cache
def every_answer() -> frozenset[Decision]:
    """What the law says to each message there is about each situation there is."""
    return frozenset(decide(*asked) for asked in product(every(Message), every(Situation)))
