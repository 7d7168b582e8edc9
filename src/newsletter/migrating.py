"""Is the database at the version this program was written for? Runs Alembic from the wheel or the checkout."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from newsletter.database import Database
from newsletter.errors import Misconfigured
from newsletter.languages import assets


def migrate(url: str) -> None:
    """Bring the database up to date. Safe to run again."""
    command.upgrade(_config(url), "head")


async def check_migrated(database: Database) -> None:
    """Raises Misconfigured when the database is behind or ahead of this program."""
    heads = set(ScriptDirectory.from_config(_config("")).get_heads())

    def current(connection: Connection) -> set[str]:
        return set(MigrationContext.configure(connection).get_current_heads())

    async with database.reading() as session:
        found = await (await session.connection()).run_sync(current)
    if found != heads:
        raise Misconfigured("The database is not at the version of this program. Run: newsletter migrate")


def engine(url: str) -> Engine:
    """The migrations' own engine. SQLite's foreign keys stay off: a rebuilt table would cascade into its children."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    made = create_engine(parsed.set(drivername="sqlite"), poolclass=NullPool)
    event.listen(made, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(made, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(assets() / "alembic").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config
