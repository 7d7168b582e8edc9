"""What must a form tell before it may ask for consent?"""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from newsletter.consent.evidence import evidence_of
from newsletter.consent.wording import ConsentText
from newsletter.law import rules
from newsletter.law.decision import Rule
from newsletter.law.disclosure import Disclosure, Missing, missing
from newsletter.law.evidence import missing_from_consent
from newsletter.law.facts import ConsentAct

COMPLETE = Disclosure(
    words="Yes please, Kulturhuset Brygga AS may send me its concert programme by e-mail.",
    sender="Kulturhuset Brygga AS",
    content="The concert programme.",
    frequency="About once a month.",
    withdrawal="With one click in every e-mail.",
)

NEEDED: dict[str, Rule] = {
    "words": rules.CONSENT_IS_PROVED,
    "sender": rules.CONSENT_IS_INFORMED,
    "content": rules.CONSENT_IS_INFORMED,
    "frequency": rules.FREQUENCY_IS_TOLD,
    "withdrawal": rules.CONSENT_IS_INFORMED,
}


def test_a_complete_text_lacks_nothing() -> None:
    assert missing(COMPLETE) == ()


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0"], ids=["empty", "space", "tab and line", "no-break space"])
@pytest.mark.parametrize("field", [field.name for field in fields(Disclosure)])
def test_each_thing_must_be_told_and_blanks_tell_nothing(field: str, blank: str) -> None:
    assert missing(replace(COMPLETE, **{field: blank})) == (Missing(field, NEEDED[field]),)


def test_all_that_is_missing_is_named_at_once() -> None:
    assert missing(Disclosure("", "", "", "", "")) == tuple(Missing(field, rule) for field, rule in NEEDED.items())


@pytest.mark.parametrize("field", [None, *NEEDED])
def test_what_a_form_may_ask_with_is_what_later_proves_the_consent(field: str | None) -> None:
    """The gate before the form and the question at the door agree: what passes the one passes the other."""
    told = COMPLETE if field is None else replace(COMPLETE, **{field: " "})
    text = ConsentText(
        list_id=1,
        language="en",
        version=1,
        words=told.words,
        list_name="Jazz",
        postal_address="Bryggegata 1, 0250 Oslo",
        privacy_policy_url="",
        sender=told.sender,
        sender_number="999 888 777",
        content=told.content,
        frequency=told.frequency,
        withdrawal=told.withdrawal,
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    evidence = evidence_of(text, list_id=1, act=ConsentAct.UNTICKED_BOX, place_kept=True, mailbox_confirmed=True)
    assert text.disclosure == told
    assert (missing_from_consent(evidence) is None) == (missing(told) == ())
