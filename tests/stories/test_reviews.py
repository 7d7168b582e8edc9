"""What the law leaves to a person: asked once for a situation, answered for a time, never more than the law allows."""

from contextlib import asynccontextmanager
from typing import Any

from httpx2 import AsyncClient
from sqlmodel import col, select

from newsletter.access.keys import Scope
from newsletter.access.making import create_key
from newsletter.addresses import fingerprint, parse
from newsletter.campaigns import reviewing
from newsletter.campaigns.questions import QUESTIONS
from newsletter.consent import ledger
from newsletter.consent.wording import ConsentText
from newsletter.languages import LANGUAGES, SOURCE, translations
from newsletter.law import conditions, rules
from newsletter.law.reasons import Reason
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.organisations.models import Organisation
from newsletter.subscriptions import projection
from newsletter.subscriptions.joining import subscription_of
from newsletter.subscriptions.models import MailingList
from tests.world import ANNE, BART, CRIS, DANA, World

KARI = {
    "permitted": True,
    "by": "Kari Nordmann",
    "why": "The signed lists lie in the cupboard.",
    "until": "2027-01-01T00:00:00Z",
}


async def was_brought_in(world: World, *people: str) -> None:
    """They are said to have ticked a box elsewhere; no mailbox confirmed it and no paper is kept."""
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        mailing_list = (await session.exec(select(MailingList))).first()
        text = (await session.exec(select(ConsentText).order_by(col(ConsentText.id)))).first()
        assert mailing_list is not None
        for email in people:
            address = parse(email)
            assert address is not None
            subject = fingerprint(address, world.settings.fingerprint_secret)
            await subscription_of(session, mailing_list, address, subject, "nb", now=world.now)
            await ledger.append(
                session, Happening.GRANTED, organisation_uid=venue.uid, subject=subject, list_uid=mailing_list.uid,
                wording=text, facts={"act": ConsentAct.UNTICKED_BOX, "place": "the box office"}, now=world.now,
            )  # fmt: skip
            await projection.project(session, venue, subject, now=world.now)


@asynccontextmanager
async def lawyer(world: World) -> Any:
    """Somebody at the venue whose key may decide, and may not send."""
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        key = await create_key(session, venue, "legal", scopes=[Scope.LAW_READ, Scope.LAW_DECIDE], now=world.now)
    async with World._client(world.app, key) as client:
        yield client


async def questions(client: AsyncClient, **wanted: Any) -> Any:
    answer = await client.get("/api/v1/reviews", params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


async def test_a_question_is_asked_once_for_many_answered_by_a_lawyer_and_the_campaign_goes_on(world: World) -> None:
    await world.joins(ANNE)
    await was_brought_in(world, BART, CRIS)
    campaign = await world.queues()
    assert (await world.tally(campaign))["why"] == {"withheld": {"mailbox_not_confirmed": 2}}
    async with lawyer(world) as client:
        [question] = await questions(client)
        assert (question["people"], question["reason"], question["legal_basis"]) == (
            2,
            "mailbox_not_confirmed",
            "consent",
        )
        assert question["rule"]["citation"] == rules.CONSENT_IS_PROVED.citation
        assert len(question["examples"]) == 2
        assert question["situation"]["consent"]["mailbox_confirmed"] is False
        [norwegian] = await questions(client, language="nb")
        assert norwegian["question"] != question["question"]
        assert (await world.marketer.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI)).status_code == 403

        answered = await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI)

        assert answered.status_code == 201, answered.text
        assert (answered.json()["by"], answered.json()["holds"]) == ("Kari Nordmann (legal)", True)
        assert await questions(client, open=True) == []
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}

    again = await world.launches(subject="January")
    assert await world.tally(again) == {"sent": 3, "why": {}}, "the answer holds for the next one, too"
    world.now = world.now.replace(year=2027, month=1, day=2)
    later = await world.launches(subject="After it ran out")
    assert (await world.tally(later))["why"] == {"withheld": {"mailbox_not_confirmed": 2}}
    async with lawyer(world) as client:
        assert [one["answer"]["holds"] for one in await questions(client, open=True)] == [False]


async def test_a_yes_never_lifts_a_refusal(world: World) -> None:
    await world.joins(ANNE)
    await was_brought_in(world, BART, CRIS)
    campaign = await world.queues()
    objection = {"email": CRIS, "kind": "objection", "channel": "phone"}
    await world.call("POST", "/suppressions", objection, expect=201)
    async with lawyer(world) as client:
        [question] = await questions(client)
        assert (await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI)).status_code == 201
    await world.works()
    assert await world.tally(campaign) == {"sent": 2, "withheld": 1, "why": {"withheld": {"objected": 1}}}


async def test_a_no_keeps_them_out_and_says_that_a_person_said_so(world: World) -> None:
    await world.joins(ANNE)
    await was_brought_in(world, BART)
    campaign = await world.queues()
    async with lawyer(world) as client:
        [question] = await questions(client)
        await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI | {"permitted": False})
    await world.works()
    assert (await world.tally(campaign))["why"] == {"withheld": {"mailbox_not_confirmed": 1}}
    assert (await world.tally(await world.launches()))["why"] == {"withheld": {"reviewed_no": 1}}


async def test_other_rules_ask_anew(world: World, monkeypatch: Any) -> None:
    await was_brought_in(world, BART)
    await world.queues()
    async with lawyer(world) as client:
        [question] = await questions(client)
        monkeypatch.setattr(reviewing, "RULE_SET", "2030-01-01")
        refused = await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI)
        assert refused.status_code == 422
        assert "Launch again" in refused.json()["detail"]


async def test_an_answer_must_hold_for_a_while_and_say_why(world: World) -> None:
    await was_brought_in(world, DANA)
    await world.queues()
    async with lawyer(world) as client:
        [question] = await questions(client)
        for wrong in ({"until": "2020-01-01T00:00:00Z"}, {"until": "2030-01-01T00:00:00"}, {"why": ""}, {"by": ""}):
            answer = await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI | wrong)
            assert answer.status_code == 422, wrong
        assert len(await questions(client, open=True)) == 1


def test_every_review_there_can_be_has_its_question_in_every_language() -> None:
    answerable = {reason for reason in Reason if f"Reason.{reason.name}" in reviewable_sources()}
    assert set(QUESTIONS) == answerable
    for language in set(LANGUAGES) - {SOURCE}:
        speak = translations(language).ugettext
        for texts in QUESTIONS.values():
            assert all(speak(text) != text for text in texts), texts


def reviewable_sources() -> str:
    """Where the law says that a condition may be answered by a person."""
    from pathlib import Path

    found = []
    for file in Path(conditions.__file__).parent.glob("*.py"):
        text = " ".join(file.read_text().split())
        for part in text.split("Condition(")[1:]:
            if "answerable=True" in part.split("Condition(")[0][:260]:
                found.append(part[:260])
    return " ".join(found)
