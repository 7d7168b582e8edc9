"""An outbox with nothing in it yet: deliveries are put there in any state, and looked at."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from newsletter import handing_over, outbox
from newsletter.campaigns.models import BodyFormat, Campaign, CampaignState
from newsletter.database import Database, within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.handing_over import LEASE
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList
from tests.world import MONDAY

QUEUED, CLAIMED, SENDING = DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING
SENT = DeliveryState.SENT
DEFERRED, UNCERTAIN, CANCELLED = DeliveryState.DEFERRED, DeliveryState.UNCERTAIN, DeliveryState.CANCELLED
LATER = MONDAY + LEASE + timedelta(seconds=1)


@dataclass
class Shelf:
    """An outbox with nothing in it yet, and a campaign to put there."""

    database: Database
    organisation_id: int
    campaign_id: int

    async def put(self, state: DeliveryState, purpose: Purpose = Purpose.CAMPAIGN, **values: Any) -> int:
        return (await self.put_many([state], purpose, **values))[0]

    async def put_many(
        self, states: list[DeliveryState], purpose: Purpose = Purpose.CAMPAIGN, **values: Any
    ) -> list[int]:
        """Deliveries in these states, leased until the lease is over where there is one; answers their ids."""
        rows = [
            Delivery(
                organisation_id=self.organisation_id,
                purpose=purpose,
                campaign_id=self.campaign_id if purpose is Purpose.CAMPAIGN else None,
                recipient=b"r" * 32,
                state=state,
                created_at=MONDAY,
                **{"due_at": MONDAY, "leased_until": MONDAY + LEASE if state in (CLAIMED, SENDING) else None, **values},
            )
            for state in states
        ]
        async with self.database.transaction() as session:
            session.add_all(rows)
        return [row.id for row in rows]

    async def get(self, delivery_id: int) -> Delivery:
        async with self.database.reading() as session:
            return await session.get_one(Delivery, delivery_id)

    async def campaign_state(self) -> CampaignState:
        async with self.database.reading() as session:
            return (await session.get_one(Campaign, self.campaign_id)).state

    async def states(self) -> list[DeliveryState]:
        async with self.database.reading() as session:
            rows = (await session.exec(select(Delivery).order_by(col(Delivery.id)))).all()
            return [row.state for row in rows]

    async def take(self, limit: int = 10, *, running: bool = True) -> list[int]:
        async with self.database.transaction() as session:
            campaigns = {self.campaign_id: limit} if running else {}
            taken = await within(session, handing_over.take, running=campaigns, limit=limit, now=MONDAY)
            rows = [await session.get_one(Delivery, one.id) for one in taken]
            assert all(row.state is CLAIMED for row in rows)
            return [row.id for row in rows]

    async def begin(self, delivery_id: int, *, running: bool = True) -> bool:
        async with self.database.transaction() as session:
            campaigns = select(Campaign.id).where(Campaign.id == (self.campaign_id if running else 0))
            return bool(await within(session, handing_over.begin, [delivery_id], running=campaigns, now=MONDAY))

    async def release(self) -> int:
        async with self.database.transaction() as session:
            return await outbox.release_lapsed(session, now=LATER)

    @classmethod
    async def set_up(cls, database: Database) -> "Shelf":
        async with database.transaction() as session:
            venue = Organisation(name="Brygga", created_at=MONDAY)
            session.add(venue)
            await session.flush()
            programme = MailingList(
                organisation_id=venue.id,
                name="Programme",
                language="en",
                sender_name="Brygga",
                sender_email="program@venue.example",
                created_at=MONDAY,
            )
            session.add(programme)
            await session.flush()
            campaign = Campaign(
                organisation_id=venue.id,
                list_id=programme.id,
                subject="December",
                body="Hello",
                state=CampaignState.RUNNING,
                body_format=BodyFormat.MARKDOWN,
                created_at=MONDAY,
                changed_at=MONDAY,
            )
            session.add(campaign)
            await session.flush()
        return cls(database, venue.id, campaign.id)
