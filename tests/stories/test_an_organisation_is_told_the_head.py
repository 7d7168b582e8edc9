"""After a day in which the ledger grew, each organisation gets its head into a mailbox no operator can change."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, select, update

from newsletter import jobs
from newsletter.consent.notices import HeadNotice
from newsletter.consent.seals import Head
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList
from tests.mail_server import Mail, MailServer
from tests.world import ANNE, BART, World

VENUE = "post@kulturhuset-brygga.example"


@pytest.fixture
async def world(settings: Settings, mail_server: MailServer) -> AsyncIterator[World]:
    """As everywhere, with the mails that other tests do without."""
    async with World.begin(settings.model_copy(update={"head_mails": True}), mail_server) as begun:
        yield begun
        await begun.check_that_states_are_what_the_ledger_says()


async def joins(world: World, email: str) -> None:
    """Sign up, confirm, and be under a seal before anything else happens."""
    await world.joins(email)
    await world.ticks()


def told(world: World) -> list[Mail]:
    return world.mail_server.to(VENUE)


def head_in(mail: Mail) -> Head:
    (found,) = re.findall(r"verify --head (\S+)", mail.text)
    return Head.parse(found)


async def notices(world: World) -> list[Delivery]:
    async with world.database.reading() as session:
        query = select(Delivery).where(Delivery.purpose == Purpose.HEAD_NOTICE).order_by(col(Delivery.id))
        return list((await session.exec(query)).all())


async def change(world: World, **values: str) -> None:
    async with world.database.transaction() as session:
        await session.exec(update(Organisation).values(**values))


async def test_when_the_day_is_over_the_organisation_is_told_where_its_ledger_ended(world: World) -> None:
    await joins(world, ANNE)
    at_midnight = (await world.verifies()).head
    world.passes(hours=14, minutes=59)
    await world.works()
    assert told(world) == [], "the day is not over"

    world.passes(minutes=1)
    await joins(world, BART)
    await world.works()

    (mail,) = told(world)
    assert head_in(mail) == at_midnight
    assert (await world.verifies(head_in(mail))).broken is None
    assert mail.subject == "Protokollen slutter ved segl 3"
    assert "Da 23. november 2026 var over, sluttet samtykkeprotokollen på news.venue.example" in mail.text
    assert "2 innførsler" in mail.text
    assert "Kulturhuset Brygga AS, org.nr. 999 888 777" in mail.text
    assert str(at_midnight) in mail.html
    assert mail.sender == "program@kulturhuset-brygga.example"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe"] is None
    (delivery,) = await notices(world)
    assert (delivery.state, delivery.legal_basis) == (DeliveryState.SENT, LegalBasis.REQUESTED_REPLY)
    assert delivery.rule == "head_notice_is_the_senders_own"


async def test_it_is_told_once_a_day_and_only_what_is_new(world: World) -> None:
    await world.works()
    world.passes(days=1)
    await world.works()
    assert told(world) == [], "nothing had happened yet"

    mails = []
    for joining in (ANNE, None, None, BART, None):
        if joining:
            await joins(world, joining)
        for _ in range(3):
            world.passes(hours=8)
            await world.works()
        mails.append(len(told(world)))

    assert mails == [1, 1, 1, 2, 2]
    first, second = map(head_in, told(world))
    assert first.number < second.number


async def test_two_processes_tell_it_once(world: World, database_url: str) -> None:
    await joins(world, ANNE)
    world.passes(days=1)
    other = Database(database_url)
    works = [jobs.Work(opened, world.settings) for opened in (world.database, other) * 5]

    await asyncio.gather(*(jobs.give_notice_of_head(work, world.now) for work in works))
    await world.works()

    await other.close()
    assert len(told(world)) == len(await notices(world)) == 1


async def test_a_lost_mail_is_not_sent_again_and_the_next_vouches_for_it(world: World) -> None:
    await joins(world, ANNE)
    world.passes(days=1)
    await change(world, email="nobody@kulturhuset-brygga.example")
    world.mail_server.on_rcpt = lambda recipient: "550 no such mailbox" if recipient.startswith("nobody") else None
    await world.works()
    assert [delivery.state for delivery in await notices(world)] == [DeliveryState.FAILED]

    await change(world, email=VENUE)
    world.passes(days=1)
    await world.works()
    assert told(world) == []

    await joins(world, BART)
    world.passes(days=1)
    await world.works()
    assert len(told(world)) == 1


async def test_the_operator_can_turn_the_mails_off(world: World) -> None:
    await joins(world, ANNE)
    world.passes(days=1)

    silent = world.settings.model_copy(update={"head_mails": False})
    await jobs.give_notice_of_head(jobs.Work(world.database, silent), world.now)

    assert await notices(world) == []


@pytest.mark.parametrize("email", ["", "by telephone"])
async def test_who_has_no_address_is_not_told_and_keeps_nobody_else_from_it(world: World, email: str) -> None:
    await joins(world, ANNE)
    await change(world, email=email)
    async with world.database.transaction() as session:
        session.add(Organisation(name="Another AS", email="post@another.example", created_at=world.now))
    world.passes(days=1)
    await world.works()

    assert [mail.recipient for mail in world.mail_server.mails if mail.recipient != ANNE] == ["post@another.example"]
    async with world.database.reading() as session:
        assert len((await session.exec(select(HeadNotice))).all()) == 1


async def test_it_speaks_the_language_of_the_list(world: World) -> None:
    await joins(world, ANNE)
    async with world.database.transaction() as session:
        await session.exec(update(MailingList).values(language="en"))
    world.passes(days=1)
    await world.works()

    (mail,) = told(world)
    assert mail.subject == "The ledger ends at seal 3"
    assert "When November 23, 2026 was over" in mail.text


async def test_without_a_list_it_comes_in_norwegian_from_the_organisation_itself(world: World) -> None:
    await joins(world, ANNE)
    await world.call("DELETE", f"/lists/{world.ids['list']}", expect=204)
    world.passes(days=1)
    await world.works()

    (mail,) = told(world)
    assert (mail.subject, mail.sender) == ("Protokollen slutter ved segl 3", VENUE)


async def test_an_address_that_wants_no_mail_at_all_gets_none(world: World) -> None:
    await joins(world, ANNE)
    for email, kind in ((VENUE, "objection"), ("other@kulturhuset-brygga.example", "block")):
        no = {"email": email, "kind": kind, "channel": "letter"}
        await world.call("POST", "/suppressions", no, expect=201)
    world.passes(days=1)
    await world.works()
    assert len(told(world)) == 1, "no marketing, but this is none"

    await change(world, email="other@kulturhuset-brygga.example")
    await joins(world, BART)
    world.passes(days=1)
    await world.works()

    assert [(delivery.state, delivery.reason) for delivery in await notices(world)] == [
        (DeliveryState.SENT, None),
        (DeliveryState.WITHHELD, "blocked"),
    ]
