"""Sales: what customers bought, of whom, and what they were told when they gave their address."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, SkipValidation, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.access.keys import Scope
from newsletter.customers import recording
from newsletter.customers.reading import KeptSale, sales_of
from newsletter.customers.recording import Customer, Recorded
from newsletter.errors import Invalid, NewsletterError, Problem
from newsletter.law.case import OptOutOffer, SaleTold
from newsletter.law.vocabulary import RelationshipKind
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.settings import Settings
from newsletter.subscriptions.knowing import About
from newsletter.subscriptions.models import MailingList, Subscriber
from newsletter.web.api.checklist import ProblemShown
from newsletter.web.api.fields import (
    Code,
    Country,
    FilledLine,
    FilledMailbox,
    Language,
    Line,
    Name,
    Sent,
    Shown,
    Text,
)
from newsletter.web.api.outcomes import errors_of
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Transactions, Writing, caller_with
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["customers"])

Reader = Annotated[Organisation, caller_with(Scope.SALES_READ)]
Writer = Annotated[Organisation, caller_with(Scope.SALES_WRITE)]

MOST_AT_ONCE = 1_000


class OptOutSent(Sent):
    """The opt-out that was offered when the customer gave the address. It cannot be made up for later."""

    offered: bool = False
    text: Text = Field(default="", description="Its text, as shown.")
    opted_out: bool | None = Field(
        default=None,
        description="true: no marketing, and counts as an objection; false: the offer was left unused; null: not kept.",
    )


class SaleSent(Sent):
    """A sale, an agreement, or what was no sale, of one person. What is left out is not known, and helps nobody."""

    email: FilledMailbox
    name: Name = ""
    language: Language | None = None
    country: Country = ""
    born_on: date | None = None
    list_ids: list[UUID] = Field(default=[], max_length=20, description="Lists to register the person on.")
    kind: RelationshipKind = Field(
        description="continuing_agreement (season ticket, subscription), capital_good, repeat_purchase, "
        "single_purchase, freemium_account, none (free membership, competition, quote)."
    )
    completed: bool = Field(default=False, description="The purchase was completed and not left in the cart.")
    seller: FilledLine = Field(
        description="The legal entity that was party to the contract: at a hired hall the promoter, not the venue."
    )
    seller_number: Line = Field(default="", description="Its organisation number.")
    reference: Line = Field(default="", description="Order or contract number. Recorded again, it is the same sale.")
    made_on: date | None = None
    ended_on: date | None = Field(default=None, description="The day on which an agreement ends.")
    product_groups: list[Code] = Field(default=[], max_length=50, description="What was sold, by code.")
    address_given_by_customer: bool = Field(default=False, description="By the customer, in this sale.")
    marketing_use_told: bool = Field(default=False, description="The customer was told of the use for marketing.")
    opt_out: OptOutSent = Field(default=OptOutSent())
    note: Line = ""


class SalesSent(Sent):
    """Many sales. Each is looked at by itself."""

    sales: list[SkipValidation[SaleSent]] = Field(min_length=1, max_length=MOST_AT_ONCE)


class EndSent(Sent):
    """The day on which it ends: past, today or to come. Today where it is left out."""

    ended_on: date | None = None


class SaleShown(Shown):
    """A sale as it is kept. Its reference and note are empty once they were erased."""

    kind: RelationshipKind
    completed: bool
    seller: str
    seller_number: str
    reference: str
    made_on: date | None
    ended_on: date | None
    product_groups: list[str]
    address_given_by_customer: bool
    marketing_use_told: bool
    opt_out: OptOutOffer
    note: str
    recorded_at: datetime


class SaleRecorded(Shown):
    """The recorded sale and whose it is. `already_recorded`: it was before, and nothing was written."""

    subscriber_id: UUID
    already_recorded: bool


class SaleOutcome(BaseModel):
    """What became of one sale of many. `errors` point into the request."""

    outcome: Literal["recorded", "already_recorded", "refused"]
    sale: SaleRecorded | None = None
    errors: list[ProblemShown] = []


def shown(kept: KeptSale) -> SaleShown:
    told = {**vars(kept.sale), "product_groups": sorted(kept.sale.product_groups)}
    return SaleShown(id=kept.uid, note=kept.note, recorded_at=kept.recorded_at, **told)


def recorded_shown(found: Recorded) -> SaleRecorded:
    return SaleRecorded(id=found.record.uid, subscriber_id=found.subscriber.uid, already_recorded=not found.new)


@router.post(
    "/sales",
    status_code=201,
    operation_id="create_sale",
    responses={
        200: {"model": SaleRecorded, "description": "It was recorded before, with the same facts."},
        **conflict("It was recorded before with other facts."),
    },
)
async def create_sale(
    sent: SaleSent, response: Response, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> SaleRecorded:
    """Record a sale. The same reference of the same seller is one sale: sent again it is answered with 200."""
    found = await _record(session, settings, caller, sent, now)
    response.status_code = 201 if found.new else 200
    return recorded_shown(found)


@router.post("/sales/batch", operation_id="create_sales")
async def create_sales(
    sent: SalesSent, caller: Writer, transaction: Transactions, settings: ChosenSettings, now: Now
) -> dict[str, list[SaleOutcome]]:
    """Record up to 1,000 sales, each on its own: the answer tells of each, in the order they were sent.

    What was recorded stays recorded whatever becomes of the others. It can be sent again as a whole.
    """
    outcomes = []
    for place, each in enumerate(sent.sales):
        try:
            sale = SaleSent.model_validate(each)
            async with transaction() as session:  # one each: whoever leaves meanwhile must not wait for all
                found = await _record(session, settings, caller, sale, now)
        except (NewsletterError, ValidationError) as error:
            outcomes.append(SaleOutcome(outcome="refused", errors=errors_of("sales", place, error)))
        else:
            told: Any = "recorded" if found.new else "already_recorded"
            outcomes.append(SaleOutcome(outcome=told, sale=recorded_shown(found)))
    return {"data": outcomes}


@router.post("/sales/{sale_id}/end", operation_id="end_sale", responses=conflict("It has ended."))
async def end_sale(
    sale_id: UUID, sent: EndSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> SaleShown:
    """Record the day on which an agreement ends. From that day on nothing rests on it."""
    sale = await recording.sale_of(session, caller, sale_id)
    await recording.end(session, settings, caller, sale, sent.ended_on, now=now)
    return next(shown(kept) for kept in await sales_of(session, caller, sale.subject) if kept.uid == sale_id)


@router.get("/subscribers/{subscriber_id}/sales", operation_id="list_sales")
async def list_sales(subscriber_id: UUID, caller: Reader, session: Reading) -> dict[str, list[SaleShown]]:
    """Every sale recorded of a subscriber, oldest first."""
    subscriber = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    return {"data": [shown(kept) for kept in await sales_of(session, caller, subscriber.fingerprint)]}


async def _record(
    session: AsyncSession, settings: Settings, caller: Organisation, sent: SaleSent, now: datetime
) -> Recorded:
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    lists = [await owned(session, MailingList, each, caller, "list") for each in sent.list_ids]
    about = About(sent.name, sent.language or "", sent.country, sent.born_on)
    told = sent.model_dump(include=set(SaleTold.__dataclass_fields__) - {"opt_out", "product_groups"})
    offer = OptOutOffer(**sent.opt_out.model_dump())
    sale = SaleTold(**told, product_groups=frozenset(sent.product_groups), opt_out=offer)
    customer = Customer(address, about, lists)
    return await recording.record(session, settings, caller, customer, sale, note=sent.note, now=now)
