"""Who do mails say they come from? Changed only where nobody is misled by it."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import ON_ITS_WAY, Campaign
from newsletter.consent.wording import ConsentText
from newsletter.errors import Conflict
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Relationship, Subscriber


async def identify(session: AsyncSession, organisation: Organisation, changes: dict[str, Any]) -> None:
    """Change what mails tell about the sender.

    Raises Conflict for another organisation number once people were asked for consent, or sales were recorded: they
    consented to, or bought of, one legal entity, and another one is another organisation. And for whatever a campaign
    on its way would stumble over.
    """
    number = changes.get("organisation_number", organisation.organisation_number)
    if number != organisation.organisation_number and await _is_known(session, organisation):
        raise Conflict(
            "People were asked for consent or bought under this organisation number, and both are with one legal "
            "entity. Create another organisation for another number."
        )
    organisation.sqlmodel_update(changes)
    if not organisation.identified:
        await refuse_while_on_its_way(session, Campaign.organisation_id == organisation.id)
    session.add(organisation)


async def describe(session: AsyncSession, mailing_list: MailingList, changes: dict[str, Any]) -> None:
    """Change a list. Raises Conflict for taking away the reply address while a campaign is on its way."""
    mailing_list.sqlmodel_update(changes)
    if not mailing_list.reply_to:
        await refuse_while_on_its_way(session, Campaign.list_id == mailing_list.id)
    session.add(mailing_list)


async def refuse_while_on_its_way(session: AsyncSession, *whose: bool) -> None:
    """Raises Conflict while a campaign of theirs is being launched or sent."""
    on_its_way = select(Campaign.subject).where(*whose, col(Campaign.state).in_(ON_ITS_WAY))
    if (subject := (await session.exec(on_its_way)).first()) is not None:
        raise Conflict(f"The campaign {subject!r} is on its way. Wait until it has gone, or cancel it first.")


async def _is_known(session: AsyncSession, organisation: Organisation) -> bool:
    """Whether anything is kept that rests on which legal entity it is."""
    asked = select(ConsentText.id).join(MailingList).where(MailingList.organisation_id == organisation.id).limit(1)
    sold = select(Relationship.id).join(Subscriber).where(Subscriber.organisation_id == organisation.id).limit(1)
    return any([(await session.exec(query)).first() is not None for query in (asked, sold)])
