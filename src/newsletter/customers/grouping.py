"""What is sold, and what corresponds to what? Product groups, and decisions that somebody answers for."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.customers.models import Correspondence, ProductGroup
from newsletter.database import exclusively
from newsletter.errors import Conflict, Invalid, NotFound, Problem
from newsletter.organisations.models import Organisation


async def create(
    session: AsyncSession, organisation: Organisation, *, code: str, name: str, now: datetime
) -> ProductGroup:
    """Make a product group. Its code never changes, since sales and campaigns name it by that. Raises Conflict."""
    await exclusively(session, f"product groups of {organisation.id}")
    if await _found(session, organisation, code) is not None:
        raise Conflict(f"There is a product group {code!r} already. Choose another code, or rename that one.")
    made = ProductGroup(organisation_id=organisation.id, code=code, name=name, created_at=now)
    session.add(made)
    await session.flush()
    return made


async def group_of(session: AsyncSession, organisation: Organisation, code: str) -> ProductGroup:
    """The organisation's product group with this code. Raises NotFound."""
    if (found := await _found(session, organisation, code)) is None:
        raise NotFound("product group")
    return found


async def check_known(session: AsyncSession, organisation_id: int, codes: Collection[str]) -> None:
    """Raises Invalid naming each code that is no product group of the organisation."""
    query = select(ProductGroup.code).where(
        ProductGroup.organisation_id == organisation_id, col(ProductGroup.code).in_(codes)
    )
    known = set((await session.exec(query)).all()) if codes else set()
    if unknown := sorted(set(codes) - known):
        told = f"There is no product group {', '.join(unknown)}. POST /api/v1/product-groups makes one."
        raise Invalid(Problem("/product_groups", "unknown_product_group", told))


async def decide_correspondence(
    session: AsyncSession,
    organisation: Organisation,
    promoted: ProductGroup,
    *,
    to: str,
    decided_by: str,
    why: str,
    now: datetime,
) -> Correspondence:
    """Decide that what is promoted corresponds to what was bought (`to`); not the other way round.

    Raises Invalid for an unknown group and for the same one, Conflict when that is decided already.
    """
    await exclusively(session, f"product groups of {organisation.id}")
    if await _found(session, organisation, to) is None:
        raise Invalid(Problem("/to", "unknown_product_group", f"There is no product group {to!r}. Make it first."))
    if to == promoted.code:
        raise Invalid(Problem("/to", "same_product_group", "A product group corresponds to itself. Name another."))
    holding = select(Correspondence).where(
        Correspondence.organisation_id == organisation.id,
        Correspondence.product_group == promoted.code,
        Correspondence.corresponds_to == to,
        col(Correspondence.revoked_at).is_(None),
    )
    if (await session.exec(holding)).first() is not None:
        raise Conflict("That is decided already. Revoke the decision first to decide it anew.")
    made = Correspondence(
        organisation_id=organisation.id,
        product_group=promoted.code,
        corresponds_to=to,
        decided_by=decided_by,
        why=why,
        decided_at=now,
    )
    session.add(made)
    await session.flush()
    return made


async def revoke_correspondence(session: AsyncSession, decision: Correspondence, *, now: datetime) -> None:
    """Let a decision count no more, for launches and at the door. It stays on record; the first moment stays too."""
    decision.revoked_at = decision.revoked_at or now
    session.add(decision)


async def correspondences_of(session: AsyncSession, group: ProductGroup) -> list[Correspondence]:
    """Every decision about a promoted group, the revoked too, oldest first."""
    query = select(Correspondence).where(
        Correspondence.organisation_id == group.organisation_id, Correspondence.product_group == group.code
    )
    return list((await session.exec(query.order_by(col(Correspondence.id)))).all())


async def _found(session: AsyncSession, organisation: Organisation, code: str) -> ProductGroup | None:
    query = select(ProductGroup).where(ProductGroup.organisation_id == organisation.id, ProductGroup.code == code)
    return (await session.exec(query)).first()
