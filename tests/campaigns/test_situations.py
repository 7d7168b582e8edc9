"""Does the launch, which asks the law once for each situation, answer as the law does to each person's own facts?"""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from newsletter.campaigns import launching, situations
from newsletter.campaigns.models import BodyFormat, Campaign, CampaignState
from newsletter.consent.evidence import intern
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Decision, Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import (
    EVIDENCE_FACTS,
    SITUATION_FACTS,
    ConsentAct,
    Evidence,
    Message,
    Purpose,
    Situation,
    Standing,
    Suppression,
)
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription, SuppressedMailbox
from tests.world import ANNE, BART, CRIS, DANA, World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROVED = Evidence(ConsentAct.UNTICKED_BOX, *[True] * (len(EVIDENCE_FACTS) - 1))
EVIDENCE = [
    None,  # no profile is kept
    Evidence(),
    PROVED,
    *(replace(PROVED, act=act) for act in ConsentAct if act is not PROVED.act),
    *(replace(PROVED, **dict[str, Any]({fact: False})) for fact in EVIDENCE_FACTS if fact != "act"),
]
PEOPLE = list(product(Standing, Suppression, EVIDENCE))
"""Everybody there can be, as far as one fact more or less goes."""


def test_the_columns_gathered_are_the_facts_the_law_knows() -> None:
    assert tuple(column.name for column in situations.facts()) == SITUATION_FACTS


def test_people_in_the_same_situation_are_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Situation] = []

    def judge(message: Message, situation: Situation) -> Decision:
        asked.append(situation)
        return decide(message, situation)

    monkeypatch.setattr(situations, "decide", judge)
    two = [Situation(standing=Standing.GRANTED), Situation(standing=Standing.ASKED)]
    answers = situations.decide_once_each(Message(Purpose.CAMPAIGN), two * 1_000)
    assert sorted(asked, key=str) == sorted(two, key=str)
    assert answers == {situation: decide(Message(Purpose.CAMPAIGN), situation) for situation in two}


@pytest.fixture
async def crowd(database: Database) -> list[Situation]:
    """A list with a person in each situation; answers the situations by hand, in the order of the people.

    Beside them, what must not be taken for theirs: the same people on another list and at another sender.
    """
    async with database.transaction() as session:
        sender, other = [
            Organisation(name=name, organisation_number="1", postal_address="Quay", created_at=NOW) for name in "AB"
        ]
        session.add_all([sender, other])
        await session.flush()
        jazz, folk, theirs = [
            MailingList(
                organisation_id=owner.id, name="L", language="en", sender_name="S", sender_email="s@venue.example",
                reply_to="r@venue.example", created_at=NOW,
            )
            for owner in (sender, sender, other)
        ]  # fmt: skip
        session.add_all([jazz, folk, theirs])
        await session.flush()
        profiles = {evidence: (await intern(session, evidence)).id for evidence in EVIDENCE if evidence}
        people = [_person(sender, number, suppression) for number, (_, suppression, _) in enumerate(PEOPLE)]
        twins = [_person(other, number, list(Suppression)[number % 3]) for number in range(len(PEOPLE))]
        session.add_all(row for rows in people + twins for row in rows)
        await session.flush()
        for (person, *_), (twin, *_), (standing, _, evidence) in zip(people, twins, PEOPLE, strict=True):
            session.add(_subscribed(person, jazz, standing, profiles[evidence] if evidence else None))
            session.add(_subscribed(person, folk, Standing.GRANTED, profiles[PROVED]))
            session.add(_subscribed(twin, theirs, Standing.GRANTED, profiles[PROVED]))
        session.add(
            Campaign(
                organisation_id=sender.id, list_id=jazz.id, subject="s", body="b", body_format=BodyFormat.MARKDOWN,
                state=CampaignState.LAUNCHING, launched_at=NOW, created_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip
    return [
        Situation(**vars(evidence or Evidence()), standing=standing, suppression=suppression)
        for standing, suppression, evidence in PEOPLE
    ]


def _person(owner: Organisation, number: int, suppression: Suppression) -> list[Subscriber | SuppressedMailbox]:
    """A person, and the mailbox once more where it gets nothing."""
    mailbox, email = number.to_bytes(32), f"p{number}@people.example"
    person = Subscriber(organisation_id=owner.id, email=email, fingerprint=mailbox, language="en", created_at=NOW)
    if suppression is Suppression.NONE:
        return [person]
    return [person, SuppressedMailbox(organisation_id=owner.id, fingerprint=mailbox, kind=suppression, since=NOW)]


def _subscribed(person: Any, to: MailingList, standing: Standing, profile: int | None) -> Subscription:
    return Subscription(
        subscriber_id=person.id, list_id=to.id, standing=standing, profile_id=profile,
        legal_basis=LegalBasis.CONSENT,  # for people to read: it must not move the decision
        created_at=NOW, changed_at=NOW,
    )  # fmt: skip


async def test_the_launch_answers_as_the_law_does_to_each_persons_own_facts(
    database: Database, crowd: list[Situation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "CHUNK", 100)  # so that chunks begin and end among them
    decided = True
    while decided:
        async with database.transaction() as session:
            decided = bool(await launching.advance(session, 1, now=NOW))

    async with database.reading() as session:
        rows = (await session.exec(select(Delivery).order_by(col(Delivery.subscription_id)))).all()
    assert len(rows) == len(crowd) > 250
    for row, situation in zip(rows, crowd, strict=True):
        expected = decide(Message(Purpose.CAMPAIGN), situation)
        if isinstance(expected, Permitted):
            assert (row.state, row.reason, row.legal_basis) == (DeliveryState.QUEUED, None, expected.basis), situation
        else:
            assert (row.state, row.reason, row.legal_basis) == (
                DeliveryState.WITHHELD, expected.reason, LegalBasis.UNKNOWN,
            ), situation  # fmt: skip
        assert (row.rule, row.decided_at) == (expected.rule.code, NOW)
    assert [row.state for row in rows].count(DeliveryState.QUEUED) == 4, "one for each act that can be a consent"


async def test_the_door_sees_what_the_launch_saw_and_what_changed_since(
    database: Database, crowd: list[Situation]
) -> None:
    async with database.transaction() as session:
        await launching.advance(session, 1, now=NOW)
    assert await _seen_at_the_door(database) == crowd
    async with database.transaction() as session:
        await session.exec(update(Subscription).values(standing=Standing.WITHDRAWN))
        await session.exec(delete(SuppressedMailbox))
    since = [replace(one, standing=Standing.WITHDRAWN, suppression=Suppression.NONE) for one in crowd]
    assert await _seen_at_the_door(database) == since


async def _seen_at_the_door(database: Database) -> list[Situation]:
    async with database.reading() as session:
        ids = (await session.exec(select(Delivery.id).order_by(col(Delivery.subscription_id)))).all()
        seen = await situations.of_deliveries(session, ids)
    return [seen[delivery] for delivery in ids]


ERIK, FIA, GRO, HANS = ("erik@people.example", "fia@people.example", "gro@people.example", "hans@people.example")
BY_HAND = {
    ANNE: Situation(**vars(PROVED), standing=Standing.GRANTED),
    BART: Situation(standing=Standing.ASKED),
    CRIS: Situation(standing=Standing.WITHDRAWN),
    DANA: Situation(standing=Standing.REGISTERED),
    ERIK: Situation(standing=Standing.WITHDRAWN, suppression=Suppression.OBJECTION),
    FIA: Situation(standing=Standing.WITHDRAWN, suppression=Suppression.BLOCK),
    GRO: Situation(standing=Standing.REGISTERED),  # confirmed, but for another list
    HANS: Situation(**vars(PROVED), standing=Standing.GRANTED),  # left, and came back
}
"""What each of them went through, told in the law's words."""


async def test_people_who_came_by_the_doors_are_in_the_situation_their_story_tells(world: World) -> None:
    members = f"/lists/{world.ids['list']}/subscriptions"
    other = await world.opens_form("Folk", "folk")
    await world.all_join(ANNE, CRIS, ERIK, FIA, HANS)
    await world.launches(subject="November")
    await world.signs_up(BART)
    for email in (DANA, GRO):
        await world.call("POST", members, {"email": email}, expect=201)
    await world.visitor.post("/forms/folk", data={"email": GRO, "consent": "yes"})
    await world.works()
    await world.visitor.post(world.newest_to(GRO).confirm_link)
    for email in (CRIS, HANS):
        await world.visitor.post(world.newest_to(email).one_click, data={"List-Unsubscribe": "One-Click"})
    for email, kind in ((ERIK, "objection"), (FIA, "block")):
        await world.call("POST", "/suppressions", {"email": email, "kind": kind, "channel": "email"}, expect=201)
    world.passes(days=2)
    await world.joins(HANS)

    campaign = await world.queues()

    async with world.database.reading() as session:
        query = (
            select(Subscriber.email, Delivery)
            .join(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
            .join(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
            .where(Delivery.purpose == Purpose.CAMPAIGN, Campaign.subject == "December")
        )
        rows = {email: delivery for email, delivery in (await session.exec(query)).all()}
        seen = await situations.of_deliveries(session, [row.id for row in rows.values()])
    assert {email: seen[row.id] for email, row in rows.items()} == BY_HAND
    for email, situation in BY_HAND.items():
        answer = decide(Message(Purpose.CAMPAIGN), situation)
        assert (rows[email].state == DeliveryState.QUEUED) == isinstance(answer, Permitted), email
        assert rows[email].rule == answer.rule.code, email
    to_folk = await world.launches(list_id=other, subject="Folk in December")
    assert (await world.tally(to_folk))["sent"] == 1
    assert (await world.tally(campaign))["sent"] == 2
