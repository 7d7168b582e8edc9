"""The parts every test shares: both databases, a mail server, and the service itself. All of them real."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from newsletter import migrating
from newsletter.database import Database
from newsletter.settings import Settings
from tests.certificates import certificate_for
from tests.mail_server import MailServer
from tests.postgres import create_database, drop_database, own_server
from tests.shelf import Shelf
from tests.world import World

for name in [name for name in os.environ if name.startswith("NEWSLETTER_")]:
    del os.environ[name]  # tests choose every setting themselves

__all__ = ["certificate_for"]  # a fixture of another file

BOTH = ("sqlite", "postgresql")


@pytest.hookimpl(tryfirst=True)  # before any fixture logs
def pytest_runtest_setup() -> None:
    """Log as the program does, and anew for each test: a command run in the last one may have left a closed stream.

    By default structlog draws every local value of a traceback, for seconds.
    """
    structlog.reset_defaults()
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL of its own for this test process, from a wheel."""
    with own_server(keeps_promises=False) as server:  # no test cuts the power; each promise is a second
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "newsletter.sqlite"
    migrating.migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    migrating.migrate(create_database(postgres, "template_newsletter"))
    return "template_newsletter"


@contextmanager
def fresh_database(request: pytest.FixtureRequest, place: Path) -> Iterator[str]:
    """A migrated, empty database of the kind that the fixture is parametrised with."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), place / "newsletter.sqlite")
        yield f"sqlite:///{place / 'newsletter.sqlite'}"
        return
    server, name = request.getfixturevalue("postgres"), f"test_{uuid4().hex}"
    yield create_database(server, name, template=request.getfixturevalue("postgres_template"))
    drop_database(server, name)


def settings_for(database_url: str, place: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=place,
        base_url="https://news.venue.example",
        secret_key=("a secret of the tests, long enough",),  # type: ignore[arg-type]
        fingerprint_key="a fingerprint key of the tests, long enough",  # type: ignore[arg-type]
        smtp_timeout=2,
        key_requests_a_minute=0,  # or tests in which no time passes would have asked too often
        address_requests_a_minute=0,
        head_mails=False,  # or every test in which a night passes would have one mail more
    )


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database; every test that uses it runs on both kinds."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    """An outbox with nothing in it yet, and a running campaign to put there."""
    return await Shelf.set_up(database)


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    """A real mail server on loopback that keeps what it takes, and can be told to misbehave."""
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def world(settings: Settings, mail_server: MailServer) -> AsyncIterator[World]:
    """The service with an example venue in it, its clock in our hands, its mail going to `mail_server`."""
    async with World.begin(settings, mail_server) as begun:
        yield begun
        await begun.check_that_states_are_what_the_ledger_says()
