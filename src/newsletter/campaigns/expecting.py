"""What would the law say of everybody on the list, if the campaign went now? Counted, and nothing written."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.deciding import correspondences, decide_each, message_of
from newsletter.campaigns.interning import Gathered, Interned
from newsletter.campaigns.launching import sender_of
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning, of_list
from newsletter.database import within
from newsletter.errors import Problem
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Decision, Permitted, Refused, Review
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.subscriptions.models import Subscription

MOST = 50_000  # people the law is asked about: more would keep a request waiting
AT_A_TIME = 5_000
NOT_PERSONS = 3  # the columns of `of_list` before the facts

CUSTOMERS = {
    Reason.NOT_OWN_PRODUCTS: LegalBasis.EXISTING_CUSTOMER,
    Reason.NOT_CORRESPONDING: LegalBasis.EXISTING_CUSTOMER,
}


@dataclass
class Expected:
    """How many would be permitted, by basis; refused and put to review, by reason."""

    on_list: int = 0
    asked: int = 0
    permitted: Counter[LegalBasis] = field(default_factory=Counter)
    refused: Counter[Reason] = field(default_factory=Counter)
    review: Counter[Reason] = field(default_factory=Counter)
    #: What kept customers out who could have been written to for all that is kept of them.
    customers: Counter[Reason] = field(default_factory=Counter)

    def add(self, decision: Decision, people: int) -> None:
        self.asked += people
        match decision:
            case Permitted():
                self.permitted[decision.basis] += people
                return
            case Refused():
                self.refused[decision.reason] += people
            case Review():
                self.review[decision.reason] += people
        for basis, reason in decision.tried:
            if CUSTOMERS.get(reason) is basis:
                self.customers[reason] += people


async def expect(
    session: AsyncSession, campaign: Campaign, at: Reckoning, *, most: int = MOST, at_a_time: int = AT_A_TIME
) -> Expected:
    """Ask the law about everybody on the campaign's list as they are now, or about the first `most` of them."""
    mailing_list, organisation = await sender_of(session, campaign)
    corresponds = await within(session, correspondences, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.LAUNCH)
    found = Expected(await _on_list(session, campaign.list_id))
    people = await _people(session, campaign.list_id, at, most, at_a_time)
    situations = await within(session, Interned().read, people)
    decisions = decide_each(message, situations.values(), at.policy, {})
    for row, situation in situations.items():
        found.add(decisions[situation], people[row])
    return found


def hints(campaign: Campaign, expected: Expected) -> list[Problem]:
    """What nobody has said of the campaign, and customers go without it for that reason."""
    missing, kept_out = [], expected.customers.total()
    if kept_out and campaign.own_products is None:
        missing.append(("own_products", "whether all that it promotes is your own", "own_products_unknown"))
    if kept_out and not campaign.product_groups:
        missing.append(("product_groups", "which product groups it promotes", "product_groups_missing"))
    return [
        Problem(
            f"/{where}",
            code,
            f"Customers on the list who cannot get it: {kept_out}. Say {what}; PATCH /api/v1/campaigns/{{id}} sets it "
            "(markedsføringsloven § 15 third paragraph).",
        )
        for where, what, code in missing
    ]


async def _on_list(session: AsyncSession, list_id: int) -> int:
    query = select(func.count()).select_from(Subscription).where(Subscription.list_id == list_id)
    return (await session.exec(query)).one()


async def _people(session: AsyncSession, list_id: int, at: Reckoning, most: int, at_a_time: int) -> Counter[Gathered]:
    """How many people there are in each situation, by its gathered columns."""
    connection, after = await session.connection(), 0
    found: Counter[Gathered] = Counter()
    while found.total() < most:
        query = of_list(at.policy, min(at_a_time, most - found.total()))
        rows = (await connection.execute(query, {"list_id": list_id, "after": after, **at.told()})).all()
        if not rows:
            break
        found.update(tuple(row)[NOT_PERSONS:] for row in rows)
        after = rows[-1][0]
    return found
