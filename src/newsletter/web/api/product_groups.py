"""Product groups, and the decisions on which corresponds to which."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col, select

from newsletter.access.keys import Asker, Scope
from newsletter.customers import grouping
from newsletter.customers.models import Correspondence, ProductGroup
from newsletter.errors import NotFound
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.web.api.fields import Code, FilledLine, Page, Sent, Shown, Window
from newsletter.web.dependencies import Now, Reading, Writing, asker_with, caller_with
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["customers"])

Reader = Annotated[Asker, asker_with(Scope.SALES_READ)]
Writer = Annotated[Organisation, caller_with(Scope.SALES_WRITE)]


class ProductGroupSent(Sent):
    """A kind of goods or services, as finely as a customer would tell them apart. The code never changes."""

    code: Code
    name: FilledLine


class ProductGroupChanges(Sent):
    """What to change."""

    name: FilledLine


class ProductGroupShown(Shown):
    """A product group."""

    code: str
    name: str
    created_at: datetime


class CorrespondenceSent(Sent):
    """A decision that what is promoted corresponds to what was bought (`to`), who made it and why."""

    to: Code
    decided_by: FilledLine
    why: FilledLine


class CorrespondenceShown(Shown):
    """A decision. It counts until it is revoked, and stays on record."""

    product_group: str
    corresponds_to: str
    decided_by: str
    why: str
    decided_at: datetime
    revoked_at: datetime | None


def group_shown(found: ProductGroup) -> ProductGroupShown:
    return ProductGroupShown(id=found.uid, **found.model_dump(include={"code", "name", "created_at"}))


def correspondence_shown(found: Correspondence) -> CorrespondenceShown:
    plain = found.model_dump(include=set(CorrespondenceShown.model_fields) - {"id"})
    return CorrespondenceShown(id=found.uid, **plain)


@router.post(
    "/product-groups",
    status_code=201,
    operation_id="create_product_group",
    responses=conflict("There is a group of this code."),
)
async def create_product_group(sent: ProductGroupSent, caller: Writer, session: Writing, now: Now) -> ProductGroupShown:
    """Make a product group."""
    return group_shown(await grouping.create(session, caller, code=sent.code, name=sent.name, now=now))


@router.get("/product-groups", operation_id="list_product_groups")
async def list_product_groups(
    caller: Reader, session: Reading, window: Annotated[Window, Query()]
) -> Page[ProductGroupShown]:
    """The organisation's product groups."""
    query = select(ProductGroup).where(
        ProductGroup.organisation_id == caller.organisation.id, col(ProductGroup.id) > window.after
    )
    rows = (await session.exec(query.order_by(col(ProductGroup.id)).limit(window.limit + 1))).all()
    return Page(**window.page([group_shown(row) for row in rows], [row.id for row in rows]))


@router.patch("/product-groups/{code}", operation_id="rename_product_group")
async def rename_product_group(
    code: Code, changes: ProductGroupChanges, caller: Writer, session: Writing
) -> ProductGroupShown:
    """Give a product group another name. Its code stays."""
    found = await grouping.group_of(session, caller, code)
    found.name = changes.name
    session.add(found)
    return group_shown(found)


@router.post(
    "/product-groups/{code}/correspondences",
    status_code=201,
    operation_id="create_correspondence",
    responses=conflict("It is decided already."),
)
async def create_correspondence(
    code: Code, sent: CorrespondenceSent, caller: Writer, session: Writing, now: Now
) -> CorrespondenceShown:
    """Decide that campaigns about this group may go to customers of another one."""
    group = await grouping.group_of(session, caller, code)
    decided = {"to": sent.to, "decided_by": sent.decided_by, "why": sent.why}
    return correspondence_shown(await grouping.decide_correspondence(session, caller, group, **decided, now=now))


@router.get("/product-groups/{code}/correspondences", operation_id="list_correspondences")
async def list_correspondences(code: Code, caller: Reader, session: Reading) -> dict[str, list[CorrespondenceShown]]:
    """Every decision about a promoted group, the revoked too, oldest first."""
    group = await grouping.group_of(session, caller.organisation, code)
    return {"data": [correspondence_shown(each) for each in await grouping.correspondences_of(session, group)]}


@router.post("/product-groups/{code}/correspondences/{correspondence_id}/revoke", operation_id="revoke_correspondence")
async def revoke_correspondence(
    code: Code, correspondence_id: UUID, caller: Writer, session: Writing, now: Now
) -> CorrespondenceShown:
    """Let a decision count no more, from this moment. What has gone out stays as it was decided."""
    decision = await owned(session, Correspondence, correspondence_id, caller, "decision")
    if decision.product_group != code:
        raise NotFound("decision")
    await grouping.revoke_correspondence(session, decision, now=now)
    return correspondence_shown(decision)
