"""How do a million rows get into a table fast? By COPY, or many to a statement; nothing is asked of them on the way."""

from types import TracebackType
from typing import Any

from sqlalchemy import create_engine, insert, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from newsletter.database import json_text


class Bulk:
    """One transaction that only inserts. Foreign keys are not looked up: what is inserted is known to fit."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.postgres = parsed.get_backend_name() == "postgresql"
        driver = "postgresql+psycopg" if self.postgres else "sqlite"
        self.engine = create_engine(parsed.set(drivername=driver), json_serializer=json_text)
        self.connection = self.engine.connect()
        self.filled: set[str] = set()

    def __enter__(self) -> "Bulk":
        if self.postgres:
            self.connection.execute(text("SET session_replication_role = replica"))
        return self

    def insert(self, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
        table = SQLModel.metadata.tables[str(model.__tablename__)]
        self.filled.add(table.name)
        if not self.postgres:
            if rows:
                self.connection.execute(insert(table), rows)
            return
        names = [column.name for column in table.columns]
        writers = [
            column.type.dialect_impl(self.engine.dialect).bind_processor(self.engine.dialect)
            for column in table.columns
        ]
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor().copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                values = [row.get(name) for name in names]
                copy.write_row([write(value) if write else value for write, value in zip(writers, values, strict=True)])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            if self.postgres:
                self._draw_on()
            self.connection.commit()
        self.connection.close()
        if self.postgres and kind is None:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))  # as its own keeper would have done meanwhile
        self.engine.dispose()

    def _draw_on(self) -> None:
        """Ids were given by us; the database goes on after them."""
        for name in self.filled:
            if "id" in SQLModel.metadata.tables[name].columns:
                self.connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
                )
