"""What must a form tell before it may ask for consent?"""

from dataclasses import fields, replace

import pytest

from newsletter.law import rules
from newsletter.law.decision import Permitted, Rule
from newsletter.law.disclosure import Disclosure, Missing, missing
from tests.law.cases import decided, facts

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


#: Where a consent that is told in full says the same.
TOLD = {"words": "text", "sender": "controller", **{name: name for name in ("content", "frequency", "withdrawal")}}


@pytest.mark.parametrize("field", [None, *NEEDED])
def test_what_a_form_may_ask_with_is_what_later_proves_the_consent(field: str | None) -> None:
    """The gate before the form and the question at the door agree: what passes the one passes the other."""
    told = COMPLETE if field is None else replace(COMPLETE, **{field: " "})
    found = facts("c01", **{f"consents__0__{TOLD[name.name]}": getattr(told, name.name) for name in fields(told)})
    if field == "sender":
        found["consents"][0]["controller_number"] = ""  # which would name the sender as well
    assert isinstance(decided(found), Permitted) == (missing(told) == ())
