"""Whom is a refusal about? The person is never blamed for what is about us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope
from newsletter.delivery.exchange import Exchange
from newsletter.delivery.replies import Refusal, Reply, Stage, classify

GONE, PERHAPS_GONE, TROUBLE = Refusal.GONE, Refusal.PERHAPS_GONE, Refusal.TROUBLE
POLICY, MESSAGE, LATER = Refusal.POLICY, Refusal.MESSAGE, Refusal.LATER

SAID_OF_THE_RECIPIENT = [
    (550, "5.1.1 No such mailbox", GONE),
    (550, "5.1.2 Bad domain", PERHAPS_GONE),
    (550, "5.1.6 Moved", GONE),
    (556, "5.1.10 Takes no mail", GONE),
    (553, "5.1.8 Your domain does not exist", POLICY),
    (550, "5.2.1 Disabled", PERHAPS_GONE),
    (550, "5.2.1 Receiving mail too quickly", POLICY),
    (552, "5.2.2 Full", TROUBLE),
    (552, "5.2.3 Too large for this one", MESSAGE),
    (550, "5.4.1 Not reached", LATER),
    (550, "5.4.4 No way there", PERHAPS_GONE),
    (550, "5.4.6 In circles", TROUBLE),
    (554, "5.3.9 Something new about the system", TROUBLE),
    (550, "5.7.1 Access denied", POLICY),
    (550, "5.7.1 <anne@people.example>: user unknown", PERHAPS_GONE),
    (550, "5.7.13 Account disabled", GONE),
    (550, "5.7.26 Not authenticated", POLICY),
    (503, "5.5.1 Wrong order", POLICY),
    (554, "5.6.1 Not this kind", MESSAGE),
    (550, "", PERHAPS_GONE),
    (550, "No such user here", GONE),
    (551, "Try elsewhere", PERHAPS_GONE),
    (552, "Too much stored", TROUBLE),
    (554, "No", POLICY),
    (500, "What?", POLICY),
    (450, "4.2.0 Greylisted", LATER),
    (452, "4.2.2 Full", TROUBLE),
    (451, "4.7.0 Not now", LATER),
    (450, "4.7.28 Too fast", POLICY),
    (421, "4.7.28 Too fast, goodbye", LATER),
    (450, "5.1.1 In two minds", LATER),
    (450, "", LATER),
]


@pytest.mark.parametrize(("code", "text", "about"), SAID_OF_THE_RECIPIENT)
def test_a_refusal_of_a_recipient_is_about_what_it_says(code: int, text: str, about: Refusal) -> None:
    assert classify(Reply(code, text), Stage.RCPT) is about


SAID_ELSEWHERE = [
    (Stage.MAIL, 550, "5.1.1 No such mailbox", POLICY),
    (Stage.MAIL, 550, "No such user", POLICY),
    (Stage.MAIL, 552, "Too large", MESSAGE),
    (Stage.MAIL, 550, "5.7.1 No", POLICY),
    (Stage.DATA, 550, "No", POLICY),
    (Stage.DOT, 550, "User unknown", POLICY),
    (Stage.DOT, 550, "5.1.1 No such mailbox", GONE),
    (Stage.DOT, 552, "Too much", MESSAGE),
    (Stage.DOT, 552, "5.2.2 Full", TROUBLE),
    (Stage.DOT, 554, "5.7.1 Spam", POLICY),
]


@pytest.mark.parametrize(("stage", "code", "text", "about"), SAID_ELSEWHERE)
def test_without_a_word_on_the_mailbox_a_refusal_elsewhere_is_about_us(
    stage: Stage, code: int, text: str, about: Refusal
) -> None:
    assert classify(Reply(code, text), stage) is about


@given(st.integers(400, 599), st.text(), st.sampled_from(Stage))
def test_every_refusal_is_about_something_and_ends_a_message_in_one_way(code: int, text: str, stage: Stage) -> None:
    exchange = Exchange(Envelope("program@venue.example", "anne@people.example", 1))
    exchange.hear(stage, Reply(code, text))
    outcome = exchange.outcome

    assert classify(Reply(code, text), stage) in Refusal
    if stage is Stage.MAIL:
        assert outcome.reason != "rcpt_refused"
    assert outcome.state is DeliveryState.DEFERRED or code >= 500
    assert outcome.reason
    assert len(outcome.reply) <= 500
