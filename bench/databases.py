"""On what is measured? A SQLite file and a PostgreSQL server, which keep their promises as in production."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from newsletter import migrating
from newsletter.settings import Settings
from tests.postgres import create_database, drop_database, named, own_server

BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Filled:
    """A database of one kind with so many people in it, for one figure to do with as it likes."""

    kind: str
    people: int
    settings: Settings
    #: Opens the API for the organisation whose list they are on.
    api_key: str

    def named(self, figure: str) -> str:
        return f"{figure}/{self.kind}/{self.people}"


@dataclass(frozen=True)
class Place:
    """Where databases of one kind are made, and copied, so that every figure has one of its own."""

    kind: str
    folder: Path
    server: str = ""

    def settings(self, name: str) -> Settings:
        return Settings(
            database_url=named(self.server, name) if self.server else f"sqlite:///{self._file(name)}",
            data_dir=self.folder,
            base_url="https://news.venue.example",
            secret_key=(SecretStr("a secret of the bench that is long enough"),),
            fingerprint_key=SecretStr("a fingerprint key of the bench, long enough"),
        )

    def make(self, name: str) -> Settings:
        """A migrated, empty database."""
        if self.server:
            create_database(self.server, name)
        made = self.settings(name)
        migrating.migrate(made.database)
        return made

    @contextmanager
    def copy(self, name: str) -> Iterator[Settings]:
        """A copy of a database, as long as the block lasts."""
        copied = f"{name}_copy"
        if self.server:
            create_database(self.server, copied, template=name)
        else:
            shutil.copy(self._file(name), self._file(copied))
            with self._file(copied).open("rb") as file:
                os.fsync(file.fileno())  # or the first transaction that is measured would wait for the copy
        yield self.settings(copied)
        self.drop(copied)

    def drop(self, name: str) -> None:
        if self.server:
            drop_database(self.server, name)
        else:
            for file in self.folder.glob(f"{name}.sqlite*"):
                file.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite"


@contextmanager
def place(kind: str, folder: Path) -> Iterator[Place]:
    if kind == "sqlite":
        yield Place(kind, folder)
        return
    with own_server() as server:
        yield Place(kind, folder, server)
