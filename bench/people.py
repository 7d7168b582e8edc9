"""A database with many people in it, quickly, and as the program itself would have written them.

One person of each kind lives through the public doors: signs up, confirms from the mailbox, leaves. Everybody else
is a copy of one of them (`bench/copying.py`). A new kind is a line in `KINDS`; a table with rows about people is a
line in `copying.COPIED`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlmodel import select

from bench.bulk import Bulk
from bench.copying import Copier, Model, model_of, subject_of
from newsletter.app import utc_now
from newsletter.law.vocabulary import NoScope
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.suppression import say_no
from tests.mail_server import MailServer
from tests.world import World

AT_ONCE = 1_000  # people copied in one go
AGO = timedelta(days=90)  # when the first of them signed up

Story = Callable[[World, str], Awaitable[None]]


async def signs_up(world: World, email: str) -> None:
    await world.signs_up(email, name="Kari Nordmann", page="https://kulturhuset-brygga.example/program")
    await world.works()


async def joins(world: World, email: str) -> None:
    await signs_up(world, email)
    world.passes(minutes=1)
    await world.visitor.post(world.newest_to(email).confirm_link)


async def leaves(world: World, email: str) -> None:
    await joins(world, email)
    world.passes(minutes=1)
    await world.launches()
    await world.visitor.post(world.newest_to(email).one_click)


async def is_brought_in(world: World, email: str) -> None:
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": email}, expect=201)


async def objects(world: World, email: str) -> None:
    await joins(world, email)
    world.passes(minutes=1)
    await _says_no(world, email, NoScope.ALL_MARKETING)


async def is_blocked(world: World, email: str) -> None:
    await joins(world, email)
    world.passes(minutes=1)
    await _says_no(world, email, NoScope.EVERYTHING)


async def _says_no(world: World, email: str, scope: NoScope) -> None:
    async with world.database.transaction() as session:
        organisation = (await session.exec(select(Organisation))).one()
        subject = subject_of(email, world.settings)
        await say_no(session, organisation, subject, scope, facts={"channel": "operator"}, details={}, now=world.now)


#: Of a hundred people, how many lived which story.
KINDS: dict[Story, int] = {joins: 75, signs_up: 8, leaves: 10, is_brought_in: 4, objects: 2, is_blocked: 1}


async def fill(settings: Settings, people: int) -> str:
    """Fill a migrated, empty database; answers an API key of the organisation whose list they are on."""
    async with _lived(settings) as (world, models):
        key = world.marketer.headers["Authorization"].removeprefix("Bearer ")
        async with world.database.reading() as session:
            copier = await Copier.begin(session, settings, models)
    with Bulk(settings.database) as bulk:
        for start in range(0, people, AT_ONCE):
            for table, rows in copier.copies(range(start, min(start + AT_ONCE, people))).items():
                bulk.insert(table, rows)
    return key


@asynccontextmanager
async def _lived(settings: Settings) -> AsyncIterator[tuple[World, list[Model]]]:
    """Let one person of each kind live. The answer holds each kind's person as often as it comes in a hundred."""
    mail_server = MailServer()
    await mail_server.start()
    async with World.begin(settings, mail_server, now=utc_now() - AGO) as world:
        for story in KINDS:
            await story(world, f"{story.__name__}@people.example")
            await world.works()
            world.passes(minutes=1)
        async with world.database.reading() as session:
            lived = {story: await model_of(session, f"{story.__name__}@people.example", settings) for story in KINDS}
        yield world, [lived[story] for story, share in KINDS.items() for _ in range(share)]
    await mail_server.stop()
