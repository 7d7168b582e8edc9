"""What keeps a message that is no marketing from going, and what does not. Cases C07 and C23, and those around them."""

from typing import Any

import pytest

from newsletter.law.decision import Duty, Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import Message, Situation
from newsletter.law.vocabulary import MessageClass, Standing, Suppression
from tests.law.cases import outcome

CONTRACT, DUTY = MessageClass.CONTRACT_MESSAGE, MessageClass.LEGAL_DUTY
AD_FREE: dict[str, Any] = {"contains_marketing": False, "reference_kept": True, "sender_identified": True}
PERMITTED = {CONTRACT: "permitted contract_message", DUTY: "permitted legal_duty"}
both = pytest.mark.parametrize("kind", [CONTRACT, DUTY])


@both
@pytest.mark.parametrize(
    ("person", "answer"),
    [
        (Situation(), None),
        (Situation(standing=Standing.WITHDRAWN), None),
        (Situation(standing=Standing.ASKED_AGAIN), None),
        (Situation(standing=Standing.GRANTED), None),
        (Situation(suppression=Suppression.OBJECTION), None),
        (Situation(standing=Standing.WITHDRAWN, suppression=Suppression.OBJECTION), None),
        (Situation(refuses_profiling=True), None),
        (Situation(frequency_reached=True), None),
        (Situation(country="DE"), None),
        (Situation(suppression=Suppression.BLOCK), "refused blocked"),
        (Situation(standing=Standing.GRANTED, suppression=Suppression.BLOCK), "refused blocked"),
    ],
)
def test_only_a_block_keeps_somebody_from_a_message_that_is_no_marketing(
    kind: MessageClass, person: Situation, answer: str | None
) -> None:
    assert outcome(decide(Message(kind, **AD_FREE), person)) == (answer or PERMITTED[kind])


@both
@pytest.mark.parametrize(
    ("otherwise", "person", "answer"),
    [
        ({"contains_marketing": True}, Situation(suppression=Suppression.OBJECTION), "refused objected"),
        ({"contains_marketing": True}, Situation(standing=Standing.WITHDRAWN), "refused withdrawn"),
        ({"contains_marketing": None}, Situation(), "review ad_free_not_shown"),
        ({"contains_marketing": None}, Situation(suppression=Suppression.BLOCK), "refused blocked"),
        ({"reference_kept": False}, Situation(), "review reference_missing"),
    ],
)
def test_a_message_with_marketing_or_about_nothing_is_none_of_these(
    kind: MessageClass, otherwise: dict[str, Any], person: Situation, answer: str
) -> None:
    assert outcome(decide(Message(kind, **{**AD_FREE, **otherwise}), person)) == answer


@both
def test_it_follows_nobody_even_where_the_person_said_yes_to_that(kind: MessageClass) -> None:
    decision = decide(Message(kind, **AD_FREE, wants_tracking=True), Situation(tracking_consented=True))

    assert isinstance(decision, Permitted)
    assert decision.duties == {Duty.NO_MARKETING, Duty.NO_TRACKING, Duty.IDENTIFY_SENDER}
