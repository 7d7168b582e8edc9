"""A venue with one of everything, kept as a template: each operation is asked in a copy of its own."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from httpx2 import AsyncClient
from sqlmodel import select

from newsletter.access.keys import Scope
from newsletter.access.making import create_key
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from tests.conftest import BOTH, settings_for
from tests.mail_server import MailServer
from tests.postgres import create_database, drop_database
from tests.web.conftest import furnished, quiet_world
from tests.world import World

__all__ = ["quiet_world"]  # a fixture of another folder


@dataclass(frozen=True)
class Furnished:
    """A database to copy: a file or a name on a server, and the ids of what is in it."""

    template: str
    server: str
    ids: dict[str, str]

    @contextmanager
    def copied(self, place: Path) -> Iterator[Settings]:
        """Settings for a copy, which is dropped afterwards."""
        if not self.server:
            copy = shutil.copy(self.template, place / "newsletter.sqlite")
            yield settings_for(f"sqlite:///{copy}", place)
            return
        name = f"fuzz_{uuid4().hex}"
        yield settings_for(create_database(self.server, name, template=self.template), place)
        drop_database(self.server, name)


@pytest.fixture(scope="module", params=BOTH)
async def venue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Furnished]:
    """A venue in which every id of the API names something."""
    place, mail_server, server = tmp_path_factory.mktemp("venue"), MailServer(), ""
    if request.param == "sqlite":
        template = str(shutil.copy(request.getfixturevalue("sqlite_template"), place / "newsletter.sqlite"))
        url = f"sqlite:///{template}"
    else:
        server, template = request.getfixturevalue("postgres"), f"venue_{uuid4().hex}"
        url = create_database(server, template, template=request.getfixturevalue("postgres_template"))
    await mail_server.start()
    async with World.begin(settings_for(url, place), mail_server) as world:
        await furnished(world)
        ids = world.ids
    await mail_server.stop()
    yield Furnished(template, server, ids)
    if server:
        drop_database(server, template)


@pytest.fixture
async def asked(venue: Furnished, tmp_path: Path) -> AsyncIterator[tuple[World, AsyncClient]]:
    """The venue, and a client with a key for everything."""
    mail_server = MailServer()
    await mail_server.start()
    with venue.copied(tmp_path) as settings:
        async with World.begin(settings, mail_server) as world:
            world.ids |= venue.ids
            async with world.database.transaction() as session:
                organisation = (await session.exec(select(Organisation))).one()
                key = await create_key(session, organisation, "everything", scopes=set(Scope), now=world.now)
            async with World._client(world.app, key) as client:
                yield world, client
    await mail_server.stop()
