"""Does another process serve this SQLite file already? Its locks keep rows whole; nothing keeps two senders apart."""

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
