"""Is this theirs? Everything is looked up within the organisation that asks; what is another's is not there."""

from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.errors import NotFound
from newsletter.organisations.models import Organisation

Owned = TypeVar("Owned", bound=SQLModel)


async def owned(session: AsyncSession, model: type[Owned], uid: UUID, organisation: Organisation, what: str) -> Owned:
    """The organisation's own thing with this id. Raises NotFound for another's, a deleted one, and none alike."""
    thing: Any = model
    query = select(model).where(thing.uid == uid, thing.organisation_id == organisation.id)
    if hasattr(model, "deleted_at"):
        query = query.where(col(thing.deleted_at).is_(None))
    if (found := (await session.exec(query)).first()) is None:
        raise NotFound(what)
    return found
