"""Is this theirs? Everything is looked up within the organisation that asks; what is another's is not there.

Who may reach only some of the organisation's lists finds what belongs to these, and nothing else either. Here is the
one place that says so: a table that belongs to no list cannot be reached by them at all.
"""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.errors import NotFound, NotPermitted
from newsletter.organisations.models import Organisation

Owned = TypeVar("Owned", bound=SQLModel)


@dataclass(frozen=True)
class Reach:
    """How far somebody reaches: one organisation, and of it some lists (by inner key) or everything (None)."""

    organisation: Organisation
    lists: frozenset[int] | None = None

    def whole(self) -> Organisation:
        """The organisation, for what concerns all of it. Raises NotPermitted for who reaches only some lists."""
        if self.lists is not None:
            raise NotPermitted(
                "This concerns the whole organisation, also people on other lists, and this API key is limited to "
                "some lists. Use a key without that limit: newsletter api-key create "
                f"--organisation {self.organisation.uid}, without --list."
            )
        return self.organisation


def theirs(
    model: type[SQLModel], whose: Organisation | Reach, *, also_deleted: bool = False
) -> list[ColumnElement[bool]]:
    """Which rows of a table are theirs, without those that are deleted: conditions for a `where`.

    A table belongs to lists by its `list_id`, or as its `of_lists` says. Raises NotPermitted where it does neither
    and they reach only some lists.
    """
    reach = whose if isinstance(whose, Reach) else Reach(whose)
    table: Any = model
    conditions: list[ColumnElement[bool]] = [col(table.organisation_id) == reach.organisation.id]
    if hasattr(model, "deleted_at") and not also_deleted:
        conditions.append(col(table.deleted_at).is_(None))
    if reach.lists is not None:
        if hasattr(model, "of_lists"):
            conditions.append(table.of_lists(reach.lists))
        elif hasattr(model, "list_id"):
            conditions.append(col(table.list_id).in_(reach.lists))
        else:
            reach.whole()
    return conditions


async def owned(session: AsyncSession, model: type[Owned], uid: UUID, whose: Organisation | Reach, what: str) -> Owned:
    """Their own thing with this id. Raises NotFound for another's, a deleted one, and none alike."""
    thing: Any = model
    query = select(model).where(col(thing.uid) == uid, *theirs(model, whose))
    if (found := (await session.exec(query)).first()) is None:
        raise NotFound(what)
    return found
