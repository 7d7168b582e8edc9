"""What did each campaign promote, by name, and what was taken for true when it was decided on?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.interning import KeptSituation
from newsletter.campaigns.models import Campaign
from newsletter.customers.models import ProductGroup
from newsletter.deliveries import Delivery
from newsletter.law.decision import Assumption
from newsletter.law.facts import Situation
from newsletter.law.vocabulary import Age
from newsletter.organisations.models import Organisation


@dataclass(frozen=True)
class Promoting:
    """The names of product groups by code, and the situations that deliveries were decided in by number."""

    names: Mapping[str, str]
    situations: Mapping[int, Situation]

    def goods(self, campaign: Campaign | None) -> tuple[str, ...]:
        """The product groups that a campaign promotes."""
        return tuple(self.names.get(code, code) for code in campaign.product_groups) if campaign else ()

    def assumed(self, delivery: Delivery, campaign: Campaign | None) -> tuple[Assumption, ...]:
        """What nothing showed, and was taken for true. Nothing where the situation was not kept."""
        known = self.situations.get(delivery.situation_id or 0)
        if campaign is None or known is None:
            return ()
        taken = {
            Assumption.ADULT: known.age is Age.UNKNOWN,
            Assumption.CONTENT_AS_PROMISED: not campaign.content_types,
            Assumption.COUNTRY_OF_SENDER: not known.country,
        }
        return tuple(assumption for assumption, is_so in taken.items() if is_so)


async def read(session: AsyncSession, organisation: Organisation, rows: Iterable[Sequence[Any]]) -> Promoting:
    """For these deliveries."""
    groups = select(ProductGroup.code, ProductGroup.name).where(ProductGroup.organisation_id == organisation.id)
    numbers = {delivery.situation_id for delivery, *_ in rows if delivery.situation_id}
    kept = select(KeptSituation).where(col(KeptSituation.id).in_(numbers))
    return Promoting(
        names={code: name for code, name in (await session.exec(groups)).all()},
        situations={one.id: one.situation for one in (await session.exec(kept)).all()} if numbers else {},
    )
