"""How does an act come into the audit? The session that is watched notes what it changes, and writes it as it commits.

So an entry stands and falls with the change itself, and no door can forget one. What passes by the session, and an act
that edits nothing, is put in by `note`. Nobody watches the launch, the sender, or a person's own acts: those are in the
ledger and in the deliveries.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Column, LargeBinary, event, insert, inspect
from sqlalchemy import orm as sqlalchemy_orm
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access.audit import AuditEntry, Door
from newsletter.database import new_uid
from newsletter.organisations.models import Organisation

LONGEST = 500  # policy: letters of a text that are told; of a longer one its digest
SAID_ELSEWHERE = {"uid", "organisation_id", "organisation_uid", "created_at", "changed_at"}


@dataclass(frozen=True)
class Actor:
    """Who does it, and by which operation."""

    door: Door
    who: str
    operation: str
    at: datetime
    organisation_id: int | None = None
    hint: str = ""
    request_id: str | None = None


@dataclass
class Change:
    """What has become of one thing so far."""

    thing: SQLModel
    before: dict[str, Any] | None = field(default_factory=dict)
    after: dict[str, Any] | None = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)

    def copy(self) -> "Change":
        """As it is now, whatever changes later."""
        before, after = (None if told is None else dict(told) for told in (self.before, self.after))
        return Change(self.thing, before, after, set(self.untold))

    def field_changed(self, name: str, old: Any, new: Any) -> None:
        """The first value before, and the last after."""
        if self.before is not None:
            self.before.setdefault(name, old)
        if self.after is not None:
            self.after[name] = new


@dataclass
class _Watch:
    actor: Callable[[], Actor | None]
    changes: dict[UUID, Change] = field(default_factory=dict)
    #: What had changed when each savepoint was set.
    at_savepoints: dict[object, dict[UUID, Change]] = field(default_factory=dict)

    def of(self, thing: Any) -> Change:
        return self.changes.setdefault(thing.uid, Change(thing))


def watch(session: AsyncSession, actor: Callable[[], Actor | None]) -> None:
    """Note what this session changes. Who does it is asked as it commits; None: nobody whose acts are audited."""
    session.info[_Watch] = _Watch(actor)


def note(session: AsyncSession, thing: SQLModel, **done: Any) -> None:
    """Note an act that no changed field of the thing tells of: `note(session, campaign, closed=3)`."""
    if (watching := session.info.get(_Watch)) is not None:
        change = watching.of(thing)
        change.after = (change.after or {}) | {name: _told(value) for name, value in done.items()}


def is_audited(model: type[SQLModel]) -> bool:
    """What has an id outside, unless its table says that it is told of elsewhere (database.NOT_AUDITED)."""
    table = inspect(model).local_table
    return "uid" in table.columns and table.info.get("audited", True)


@event.listens_for(sqlalchemy_orm.Session, "after_transaction_create")
def _remember(session: sqlalchemy_orm.Session, transaction: sqlalchemy_orm.SessionTransaction) -> None:
    if transaction.nested and (watching := session.info.get(_Watch)) is not None:
        watching.at_savepoints[transaction] = {uid: one.copy() for uid, one in watching.changes.items()}


@event.listens_for(sqlalchemy_orm.Session, "after_soft_rollback")
def _take_back(session: sqlalchemy_orm.Session, transaction: sqlalchemy_orm.SessionTransaction) -> None:
    """What is undone was not done."""
    if transaction.nested and (watching := session.info.get(_Watch)) is not None:
        watching.changes = watching.at_savepoints.get(transaction, {})


@event.listens_for(sqlalchemy_orm.Session, "after_flush")
def _note_changes(session: sqlalchemy_orm.Session, _: object) -> None:
    if (watching := session.info.get(_Watch)) is None:
        return
    for thing in (one for one in (*session.new, *session.dirty, *session.deleted) if is_audited(type(one))):
        gone = thing in session.deleted
        changes = list(_changed(thing, gone=gone))
        if not changes:
            continue
        change = watching.of(thing)
        if thing in session.new:
            change.before = None
        if gone:
            change.after = None
        for column, old, new in changes:
            if _is_told(column):
                change.field_changed(column.key, _told(old), _told(new))
            else:
                change.untold.add(column.key)


@event.listens_for(sqlalchemy_orm.Session, "before_commit")
def _write(session: sqlalchemy_orm.Session) -> None:
    if (watching := session.info.get(_Watch)) is None:
        return
    session.flush()
    if watching.changes and (actor := watching.actor()) is not None:
        owners = {uid: actor.organisation_id or _owner(session, one.thing) for uid, one in watching.changes.items()}
        some_owner = next((owner for owner in owners.values() if owner is not None), None)
        rows = [_row(actor, one, owners[uid] or some_owner) for uid, one in watching.changes.items()]
        session.connection().execute(insert(AuditEntry), rows)
        watching.changes.clear()


def _row(actor: Actor, change: Change, owner: int | None) -> dict[str, Any]:
    thing: Any = change.thing
    return {
        "uid": new_uid(),
        "organisation_id": owner,
        "at": actor.at,
        "door": actor.door,
        "who": actor.who,
        "hint": actor.hint,
        "operation": actor.operation,
        "object_kind": kind_of(type(thing)),
        "object_uid": thing.uid,
        "before": change.before,
        "after": change.after,
        "untold": sorted(change.untold),
        "request_id": actor.request_id,
    }


def kind_of(model: type[SQLModel]) -> str:
    """What the audit calls it: `MailingList` is a `mailing_list`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()


def _changed(thing: SQLModel, *, gone: bool) -> Iterator[tuple[Column[Any], Any, Any]]:
    """Each column of which the value is another than it was, with both."""
    state = inspect(thing, raiseerr=True)
    for attribute in state.mapper.column_attrs:
        column, history = attribute.columns[0], state.attrs[attribute.key].history
        if column.key in SAID_ELSEWHERE or column.primary_key or column.foreign_keys:
            continue
        old, new = (values[0] if values else None for values in (history.deleted, history.added))
        if gone:
            yield column, old if history.deleted else state.dict.get(attribute.key), None
        elif history.has_changes() and (old or new or old != new):
            yield column, old, new


def _is_told(column: Column[Any]) -> bool:
    """Of a row about a person no value is told, also not how it stands with the person; nor is a secret."""
    personal = any(other.info.get("personal") for other in column.table.columns)
    return not (personal or column.info.get("secret") or isinstance(column.type, LargeBinary))


def _told(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return {"length": len(value), "sha256": hashlib.sha256(value.encode()).hexdigest()}
    return to_jsonable_python(value)


def _owner(session: sqlalchemy_orm.Session, thing: Any) -> int | None:
    if isinstance(thing, Organisation):
        return thing.id
    owner: int | None = getattr(thing, "organisation_id", None)
    if owner is None and (uid := getattr(thing, "organisation_uid", None)) is not None:
        owner = session.connection().execute(select(Organisation.id).where(Organisation.uid == uid)).scalar()
    return owner
