"""What holds whatever the facts: hypothesis makes them up."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.law.case import ConsentTold, OptOutOffer, SaleTold
from newsletter.law.countries import COUNTRIES, OTHER_EEA
from newsletter.law.decision import Permitted, Refused, Review, told
from newsletter.law.eligibility import decide
from newsletter.law.evidence import Consent, Mailbox, Relationship, Sale
from newsletter.law.facts import Message, Situation
from newsletter.law.messages import SERVICE
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import ConsentAct, MailboxKind, MessageClass, Standing, Suppression
from tests.law.cases import NAMES, decided, facts, outcome, without

#: hypothesis keeps no clock and no database here: the answers depend on nothing but the input.
quickly = settings(max_examples=300, deadline=None, database=None)

groups = st.frozensets(st.sampled_from(["concerts", "theatre"]), max_size=2)
partners = st.frozensets(st.sampled_from(["fjordbryggeriet as"]))
kinds = st.frozensets(st.sampled_from(["programme", "competition"]))
months = st.sampled_from([0, 12, 24, 36])
countries = st.sampled_from(["", "NO", "DK", "DE", "SE", "GB", "FR", "US", "ZZ"])


def likely(value: Any) -> st.SearchStrategy[Any]:
    """Mostly this: facts that are all made up by chance permit nothing, and show nothing."""
    return st.sampled_from([value] * 6 + [not value])


consents = st.builds(
    Consent,
    act=st.one_of(st.just(ConsentAct.UNTICKED_BOX), st.sampled_from(ConsentAct)),
    at_most=st.none(),
    per=st.none(),
    content_types=kinds,
    partners=partners,
    lasts_months=months,
    **{
        field.name: likely(True)
        for field in fields(Consent)
        if field.type in ("bool", bool)
    },
)  # fmt: skip
sales = st.builds(
    Sale,
    product_groups=groups,
    opted_out=st.sampled_from([False, False, False, None, True]),
    **{field.name: likely(True) for field in fields(Sale) if field.type in ("bool", bool)},
)
relationships = st.builds(Relationship, sale=sales, ended=likely(False), months=months)
mailboxes = st.builds(
    Mailbox, organisation_form=st.sampled_from(["AS", "ENK", ""]), number_kept=likely(True), verified=likely(True)
)
people = st.builds(
    Situation,
    standing=st.sampled_from([Standing.GRANTED, *Standing]),
    suppression=st.sampled_from([Suppression.NONE] * 4 + list(Suppression)),
    consent=st.one_of(st.none(), consents),
    consent_for_this_list=likely(True),
    consent_unused_months=months,
    frequency_reached=likely(False),
    relationships=st.frozensets(relationships, max_size=2),
    mailbox=mailboxes,
    country=countries,
)
messages = st.builds(
    Message,
    kind=st.sampled_from([MessageClass.MARKETING] * 4 + list(MessageClass)),
    country=st.just("NO"),
    banned_content=st.just(frozenset()),
    partners=partners,
    content_types=kinds,
    product_groups=groups,
    corresponds=st.just(frozenset()),
    contains_marketing=st.sampled_from([None, False, True]),
    **{
        name: likely(True)
        for name in ("in_business", "sender_identified", "replies_monitored", "offers_opt_out", "recognisable")
    },
)
answers = st.dictionaries(st.sampled_from(Reason), st.booleans(), max_size=8)
YES = dict.fromkeys(Reason, True)
RANK = {Refused: 0, Review: 1, Permitted: 2}

#: The facts that can only speak for a message. Lost, they are as they are here.
FOR = {
    Message: {"sender_identified", "replies_monitored", "offers_opt_out", "recognisable", "reference_kept"},
    Consent: {f.name for f in fields(Consent) if f.type in ("bool", bool) and f.name != "collector_documented"},
    Sale: {f.name for f in fields(Sale) if f.type in ("bool", bool)} | {"product_groups"},
    Mailbox: {"number_kept", "verified"},
}


Evidence = TypeVar("Evidence", Message, Consent, Sale, Mailbox)


def lost(kept: Evidence, data: st.DataObject) -> Evidence:
    """The same evidence without one piece."""
    name = data.draw(st.sampled_from(sorted(FOR[type(kept)])))
    nothing: Any = frozenset() if name == "product_groups" else False
    return replace(kept, **{name: nothing})


@quickly
@given(messages, people, answers)
def test_there_is_always_an_answer_and_always_the_same(message: Message, person: Situation, said: Any) -> None:
    decision = decide(message, person, answers=said)
    assert isinstance(decision, Permitted | Refused | Review)
    assert told(decision) == told(decide(message, person, answers=dict(reversed(said.items()))))


@quickly
@given(messages, people, answers, st.data())
def test_nothing_unknown_ever_helps(message: Message, person: Situation, said: Any, data: st.DataObject) -> None:
    """Take any piece of evidence away: what was refused is not permitted, nor even a question for a person."""
    before = decide(message, person, answers=said)
    fewer = [(lost(message, data), person)]
    if person.consent is not None:
        fewer.append((message, replace(person, consent=lost(person.consent, data))))
        fewer.append((message, replace(person, consent=None, consent_for_this_list=False)))
    fewer.append((message, replace(person, mailbox=lost(person.mailbox, data))))
    fewer.append((message, replace(person, mailbox=Mailbox())))
    for related in person.relationships:
        less = replace(related, sale=lost(related.sale, data))
        fewer.append((message, replace(person, relationships=person.relationships - {related} | {less})))
    for weaker in fewer:
        assert RANK[type(decide(*weaker, answers=said))] <= RANK[type(before)], weaker


@quickly
@given(messages, people)
def test_no_answer_in_review_lifts_a_refusal(message: Message, person: Situation) -> None:
    before = decide(message, person)
    if isinstance(before, Refused):
        assert isinstance(decide(message, person, answers=YES), Refused)
    if isinstance(before, Permitted):
        assert decide(message, person, answers=YES) == before


@quickly
@given(messages, people, answers)
def test_a_no_given_in_review_permits_nothing_that_was_not_permitted(
    message: Message, person: Situation, said: Any
) -> None:
    noes = {reason: False for reason in said}
    assert RANK[type(decide(message, person, answers=noes))] <= RANK[type(decide(message, person))]


@quickly
@given(messages, people, st.sampled_from([Suppression.OBJECTION, Suppression.BLOCK]))
def test_a_no_beats_every_basis(message: Message, person: Situation, no: Suppression) -> None:
    """Only what is no marketing goes on after an objection; after a block, nothing."""
    decision = decide(message, replace(person, suppression=no), answers=YES)
    is_service = message.kind in SERVICE and not message.contains_marketing
    if no is Suppression.BLOCK or not is_service:
        assert isinstance(decision, Refused)
    without_no = decide(message, replace(person, suppression=Suppression.NONE), answers=YES)
    if no is Suppression.OBJECTION and is_service and message.kind is not MessageClass.SURVEY:
        assert decision == without_no


@quickly
@given(messages, people)
def test_whoever_left_the_list_gets_no_marketing_of_it(message: Message, person: Situation) -> None:
    for left in (Standing.WITHDRAWN, Standing.ASKED_AGAIN):
        decision = decide(message, replace(person, standing=left), answers=YES)
        is_service = message.kind in SERVICE and not message.contains_marketing
        assert isinstance(decision, Refused) or is_service


@quickly
@given(messages, people, answers, st.sampled_from([*COUNTRIES, *sorted(OTHER_EEA), "US", "CA", "ZZ"]))
def test_no_country_permits_more_than_norway_alone(message: Message, person: Situation, said: Any, there: str) -> None:
    at_home = decide(message, replace(person, country="NO"), answers=said)
    abroad = decide(message, replace(person, country=there), answers=said)
    assert RANK[type(abroad)] <= RANK[type(at_home)]


@quickly
@given(messages, people)
def test_marketing_to_a_private_mailbox_rests_on_consent_or_custom_alone(message: Message, person: Situation) -> None:
    person = replace(person, mailbox=Mailbox())
    decision = decide(replace(message, kind=MessageClass.MARKETING, in_business=True), person, answers=YES)
    if isinstance(decision, Permitted):
        assert person.consent is not None or person.relationships


# The same of facts told in full: every scenario, every fact of it lost in turn.

#: Told, these limit or speak against; lost, they may permit more. All others are evidence, and never do.
LIMITS = {
    "noes", "mails", "answers",
    "message__partners", "message__content_types", "message__banned_content", "message__directed_at_children",
    "message__asks_consent", "message__segmented", "message__already_sent", "message__opt_out_needs_login",
    "message__kind", "message__moment", "message__channel", "message__contains_marketing", "message__list",
    "recipient__country", "recipient__age",
    "consents__0__content_types", "consents__0__at_most", "consents__0__per", "consents__0__lasts_months",
    "consents__0__collected_by", "consents__0__channel", "consents__0__confirmation_sent_at",
    "sales__0__ended_on", "sales__0__opt_out__opted_out", "sender__country",
}  # fmt: skip


def leaves(found: Any, where: str = "") -> list[str]:
    if isinstance(found, dict):
        return [path for name, value in found.items() for path in leaves(value, f"{where}__{name}" if where else name)]
    if isinstance(found, list) and found and isinstance(found[0], dict):
        return [path for place, value in enumerate(found) for path in leaves(value, f"{where}__{place}")]
    return [where]


def is_limit(path: str) -> bool:
    shape = "__".join("0" if step.isdigit() else step for step in path.split("__"))
    return shape in LIMITS or shape.partition("__")[0] in LIMITS


@pytest.mark.parametrize("name", NAMES)
def test_no_lost_fact_permits_what_was_refused(name: str) -> None:
    found = facts(name)
    before = decided(found)
    for path in leaves(found):
        if not is_limit(path) and path not in ("at", "sender__name") and "corresponds" not in path:
            after = decided(without(found, path))
            assert not (isinstance(before, Refused) and isinstance(after, Permitted)), (path, outcome(after))


def test_a_lost_consent_a_lost_sale_and_a_lost_answer_never_help() -> None:
    for name in NAMES:
        before = decided(facts(name))
        noes = [sale for sale in facts(name).get("sales", []) if sale.get("opt_out", {}).get("opted_out")]
        after = decided({**facts(name), "consents": [], "sales": noes, "answers": []})
        assert RANK[type(after)] <= RANK[type(before)] or "answers" in facts(name)


def test_what_is_left_out_is_unknown() -> None:
    for kind in (ConsentTold, SaleTold, OptOutOffer):
        told_nothing = kind()
        assert not any(getattr(told_nothing, field.name) is True for field in fields(kind))
    assert Mailbox().kind is MailboxKind.PRIVATE
    assert Consent().act is ConsentAct.NONE
