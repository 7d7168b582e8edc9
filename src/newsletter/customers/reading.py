"""Which sales of a person are kept? Told from the ledger in the law's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.evidence import day_kept, sale_ended_on
from newsletter.consent.record import ConsentRecord, Details
from newsletter.law.case import OptOutOffer, SaleTold
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import RelationshipKind
from newsletter.organisations.models import Organisation


@dataclass(frozen=True)
class KeptSale:
    """A recorded sale as the ledger tells it now. `sale.reference` and `note` are empty once they were erased.

    `reference_erased` tells that from a sale that never had a reference.
    """

    uid: UUID
    sale: SaleTold
    note: str
    recorded_at: datetime
    reference_erased: bool


async def sales_of(session: AsyncSession, organisation: Organisation, subject: bytes) -> list[KeptSale]:
    """Every sale that was recorded of one person, oldest first."""
    records = await ledger.history(session, organisation.uid, subject)
    sales = [record for record in records if record.kind is Happening.SALE_RECORDED]
    return [sale_told(sale, records, await ledger.details_of(session, sale)) for sale in sales]


def sale_told(record: ConsentRecord, records: Sequence[ConsentRecord], details: Details) -> KeptSale:
    """What a recorded sale says, with its details. `records` are all of the person's, in order."""
    facts = record.facts
    groups, opted_out = facts.get("product_groups", []), facts.get("opted_out")
    sale = SaleTold(
        kind=RelationshipKind(str(facts.get("kind", RelationshipKind.NONE))),
        completed=facts.get("completed") is True,
        seller=str(facts.get("seller", "")),
        seller_number=str(facts.get("seller_number", "")),
        reference=details.get("reference", ""),
        made_on=day_kept(record, "made_on"),
        ended_on=sale_ended_on(record, records),
        product_groups=frozenset(groups if isinstance(groups, list) else ()),
        address_given_by_customer=facts.get("address_given_by_customer") is True,
        marketing_use_told=facts.get("marketing_use_told") is True,
        opt_out=OptOutOffer(
            offered=facts.get("opt_out_offered") is True,
            text=str(facts.get("opt_out_text", "")),
            opted_out=opted_out if isinstance(opted_out, bool) else None,
        ),
    )
    erased = facts.get("reference_kept") is True and not sale.reference
    return KeptSale(record.uid, sale, details.get("note", ""), record.recorded_at, erased)
