"""Does another process serve this SQLite file already? Its locks keep rows whole; nothing keeps two senders apart.

So on SQLite one process does it all. Web and workers apart, and several of them, are for PostgreSQL.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from newsletter.errors import Misconfigured


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Serve the file as the only one as long as the block lasts, however the process ends. PostgreSQL is for many.

    Raises Misconfigured when another process serves it.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        yield
        return
    with open(f"{parsed.database}.serving", "w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(
                "Another process serves this SQLite database. Stop it first, or use PostgreSQL for several."
            ) from None
        yield


def served(url: str) -> bool:
    """Whether a process serves the SQLite file at this moment. Leaves no trace."""
    try:
        with open(f"{make_url(url).database}.serving") as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def check_for_many(url: str) -> None:
    """Raises Misconfigured where the database is for one process alone."""
    if make_url(url).get_backend_name() == "sqlite":
        raise Misconfigured(
            "On SQLite one process does it all: `newsletter serve`, without --web-only and without workers. "
            "To run them apart, or several, use PostgreSQL."
        )
