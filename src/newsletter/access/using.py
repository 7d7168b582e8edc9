"""When was a key used last? Written behind the answer, so that nobody waits for it and no GET writes."""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlmodel import col, or_, update

from newsletter.access.keys import ApiKey, Asker
from newsletter.database import Database

AT_MOST_EVERY = timedelta(minutes=1)  # policy: SQLite has one writer, and a minute is near enough

log = structlog.get_logger()


class Uses:
    """The uses of keys that are on their way into the database: of each key one, and at most one a minute.

    Only the one column is written, never the row: a key that is revoked meanwhile stays revoked.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._on_their_way: dict[int, asyncio.Task[None]] = {}

    def note(self, asker: Asker, now: datetime) -> None:
        """Have it written soon that this key was used, unless that was written lately."""
        lately = asker.last_used_at is not None and now - asker.last_used_at < AT_MOST_EVERY
        if not lately and asker.key_id not in self._on_their_way:
            writing = asyncio.create_task(self._write(asker.key_id, now))
            self._on_their_way[asker.key_id] = writing
            writing.add_done_callback(lambda _: self._on_their_way.pop(asker.key_id, None))

    async def written(self) -> None:
        """All that was noted until now is written."""
        await asyncio.gather(*self._on_their_way.values())

    async def _write(self, key_id: int, now: datetime) -> None:
        older = or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) < now)
        change = update(ApiKey).where(col(ApiKey.id) == key_id, older).values(last_used_at=now)
        try:
            async with self._database.transaction(behind=True) as session:
                await session.exec(change)
        except Exception:  # the answer it belongs to is out already
            log.exception("the last use of a key was not written", key=key_id)
