"""The service as a test sees it: doors to knock at, a clock to turn, a mail server to look into."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlmodel import col, select

from newsletter import example, jobs, tables
from newsletter.access.making import create_key
from newsletter.app import create_app
from newsletter.campaigns.situations import Reckoning
from newsletter.consent.evidence import EvidenceProfile, day_kept, mailbox_kept, sale_ended_on, sale_kept
from newsletter.consent.record import ConsentRecord
from newsletter.consent.seals import Head
from newsletter.consent.verification import Verification, verify
from newsletter.database import Database
from newsletter.delivery.sending import Sender
from newsletter.forms.models import Form
from newsletter.law.evidence import SOMEBODYS_OWN
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import Standing, Suppression
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Relationship, Subscriber, Subscription, SuppressedMailbox
from tests.mail_server import Mail, MailServer

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNE, BART, CRIS, DANA = ("anne@people.example", "bart@people.example", "cris@people.example", "dana@people.example")


@dataclass
class World:
    """A running venue. Time stands still until `passes` is called; mail leaves when `works` is."""

    app: FastAPI
    settings: Settings
    mail_server: MailServer
    visitor: AsyncClient
    marketer: AsyncClient
    now: datetime = MONDAY
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def begin(
        cls, settings: Settings, mail_server: MailServer, *, now: datetime = MONDAY
    ) -> AsyncIterator["World"]:
        made: World | None = None
        app = create_app(settings, clock=lambda: made.now if made else now, working=False)
        async with app.router.lifespan_context(app):
            async with app.state.database.transaction() as session:
                key = await example.furnish(session, now=now)
            async with cls._client(app) as visitor, cls._client(app, key) as marketer:
                made = cls(app, settings, mail_server, visitor, marketer, now)
                made.ids["list"] = (await marketer.get("/api/v1/lists")).json()["data"][0]["id"]
                yield made

    @staticmethod
    def _client(app: FastAPI, key: str = "") -> AsyncClient:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = ASGITransport(app=app, client=("192.0.2.7", 50000), raise_app_exceptions=False)
        return AsyncClient(transport=transport, base_url="https://news.venue.example", headers=headers)

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def passes(self, **time: float) -> None:
        """Let time pass: `passes(days=1)`."""
        self.now += timedelta(**time)

    async def works(self) -> None:
        """Let the clock tick and the sender send until nothing is due."""
        await self.ticks()
        await self.sender().empty()
        await self.ticks()

    async def ticks(self) -> None:
        """Let the clock tick: launch, take over from the dead, finish, seal. Nothing is sent."""
        work = jobs.Work(self.database, self.settings)
        for job in jobs.clock(self.settings):
            await job(work, self.now)

    @asynccontextmanager
    async def somebody_with(self, *scopes: str, **limits: Any) -> AsyncIterator[AsyncClient]:
        """Somebody at the venue with another key: of these scopes, and perhaps for some `lists` until `expires_at`."""
        async with self.database.transaction() as session:
            form = (await session.exec(select(Form).where(Form.slug == example.SLUG))).one()
            venue = await session.get_one(Organisation, form.organisation_id)
            key = await create_key(session, venue, "Kari", scopes=scopes, **limits, now=self.now)
        async with self._client(self.app, key) as client:
            yield client

    @property
    def reckoning(self) -> Reckoning:
        return Reckoning(self.now, self.settings.zone, self.settings.law_policy)

    def sender(self) -> Sender:
        """Another sender at the same outbox."""
        return Sender(self.database, self.settings, self.app.state.tokens, self.mail_server.relay, lambda: self.now)

    async def signs_up(self, email: str, **fields: str) -> Response:
        sent = {"email": email, "consent": "yes", **fields}
        return await self.visitor.post(f"/forms/{example.SLUG}", data=sent)

    async def joins(self, email: str, **fields: str) -> None:
        """Sign up and confirm from the mailbox."""
        await self.signs_up(email, **fields)
        await self.works()
        confirmed = await self.visitor.post(self.newest_to(email).confirm_link)
        assert confirmed.status_code == 200

    async def all_join(self, *people: str) -> None:
        """Everybody signs up, and confirms from the mailbox."""
        for email in people:
            await self.signs_up(email)
        await self.works()
        for email in people:
            assert (await self.visitor.post(self.newest_to(email).confirm_link)).status_code == 200

    def newest_to(self, email: str) -> Mail:
        return self.mail_server.to(email)[-1]

    async def call(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """Ask the API as the venue's marketer."""
        answer = await self.marketer.request(method, f"/api/v1{path}", json=body)
        await self.app.state.uses.written()  # a command that is run next must not find the database held
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def drafts(self, subject: str = "December", body: str = "Hello {{ subscriber.name }}!", **more: Any) -> str:
        """Write a campaign; answers its id."""
        sent = {"list_id": self.ids["list"], "subject": subject, "body": body, **more}
        made = await self.call("POST", "/campaigns", sent, expect=201)
        return str(made["id"])

    async def launches(self, campaign: str | None = None, **written: Any) -> str:
        """Launch a campaign and let it go out; answers its id."""
        campaign = campaign or await self.drafts(**written)
        await self.call("POST", f"/campaigns/{campaign}/launch", expect=202)
        await self.works()
        return campaign

    async def queues(self, **written: Any) -> str:
        """Launch a campaign of which nothing has left yet; answers its id."""
        campaign = await self.drafts(**written)
        await self.call("POST", f"/campaigns/{campaign}/launch", expect=202)
        await self.ticks()
        return campaign

    async def report(self, campaign: str) -> Any:
        return await self.call("GET", f"/campaigns/{campaign}/report")

    async def tally(self, campaign: str) -> dict[str, Any]:
        """How many are in each state somebody is in, and why. Everybody considered is in one."""
        report = await self.report(campaign)
        assert sum(report["deliveries"].values()) == report["considered"]
        return {**{state: count for state, count in report["deliveries"].items() if count}, "why": report["reasons"]}

    async def verifies(self, *noted: Head) -> Verification:
        async with self.database.reading() as session:
            return await verify(session, self.settings.fingerprint_secret, noted)

    async def check_that_states_are_what_the_ledger_says(self) -> None:
        """Fold every person's records anew: what is stored must be exactly that. And the ledger must be whole."""
        async with self.database.reading() as session:
            organisations = {row.uid: row.id for row in (await session.exec(select(Organisation))).all()}
            lists = (await session.exec(select(MailingList))).all()
            records = (await session.exec(select(ConsentRecord).order_by(col(ConsentRecord.id)))).all()
            joined = select(Subscriber, Subscription).join(Subscription)
            stored = {
                (person.organisation_id, person.fingerprint, row.list_id): row.standing
                for person, row in (await session.exec(joined)).all()
            }
            suppressed = {
                (row.organisation_id, row.fingerprint): row.kind
                for row in (await session.exec(select(SuppressedMailbox))).all()
            }
        told, said_no = {}, {}
        for uid, subject in {(record.organisation_uid, record.subject) for record in records}:
            theirs = [r for r in records if (r.organisation_uid, r.subject) == (uid, subject)]
            organisation_id = organisations[uid]
            for mailing_list in lists:
                found = fold(theirs, mailing_list.uid)
                if mailing_list.organisation_id == organisation_id and found.standing is not Standing.NONE:
                    told[organisation_id, subject, mailing_list.id] = found.standing
                if found.suppression is not Suppression.NONE:
                    said_no[organisation_id, subject] = found.suppression
        assert stored == {row: standing for row, standing in told.items() if row in stored}
        # A no that was said of a list, by somebody who is not on it, has no row; nor has an address that was given up.
        assert {standing for row, standing in told.items() if row not in stored} <= {Standing.WITHDRAWN}
        assert suppressed == said_no
        await self._check_what_is_known_beyond_lists(records)
        assert (await self.verifies()).broken is None

    async def _check_what_is_known_beyond_lists(self, records: Sequence[ConsentRecord]) -> None:
        """Sales and mailboxes: the stored evidence and dates are those of the ledger."""
        async with self.database.reading() as session:
            profiles = {row.id: row.evidence for row in (await session.exec(select(EvidenceProfile))).all()}
            people = (await session.exec(select(Subscriber, Organisation).join(Organisation))).all()
            related = {row.record_uid: row for row in (await session.exec(select(Relationship))).all()}
        sales, mailboxes = {}, {}
        for person, organisation in people:
            theirs = [r for r in records if (r.organisation_uid, r.subject) == (organisation.uid, person.fingerprint)]
            for sale in (r for r in theirs if r.kind is Happening.SALE_RECORDED):
                kept, days = sale_kept(sale, organisation), (day_kept(sale, "made_on"), sale_ended_on(sale, theirs))
                sales[sale.uid] = (person.id, kept, *days)
            described = [mailbox_kept(r) for r in theirs if r.kind is Happening.MAILBOX_DESCRIBED]
            mailboxes[person.id] = described[-1] if described else SOMEBODYS_OWN
        assert sales == {
            uid: (row.subscriber_id, profiles[row.profile_id], row.made_on, row.ended_on)
            for uid, row in related.items()
        }
        assert mailboxes == {
            person.id: profiles[person.mailbox_id] if person.mailbox_id else SOMEBODYS_OWN for person, _ in people
        }

    async def opens_form(self, name: str, slug: str) -> str:
        """Make another list with a form of its own; answers the list's id."""
        made = await self.call(
            "POST",
            "/lists",
            {
                "name": name,
                "language": "en",
                "sender_name": "Kulturhuset Brygga",
                "sender_email": "program@kulturhuset-brygga.example",
                "reply_to": "post@kulturhuset-brygga.example",
            },
            expect=201,
        )
        told = {"words": f"Yes, send me {name}.", "content": name, "frequency": "Weekly", "withdrawal": "One click"}
        text = await self.call("POST", f"/lists/{made['id']}/consent-texts", {"language": "en", **told}, expect=201)
        form = {"list_id": made["id"], "slug": slug, "texts": [{"title": name, "consent_text_id": text["id"]}]}
        await self.call("POST", "/forms", form, expect=201)
        return str(made["id"])

    async def everything_stored(self) -> dict[str, list[Any]]:
        """Every row of every table: what nothing may change that only looks."""
        async with self.database.reading() as session:
            return {
                str(table.__tablename__): [
                    row.model_dump(exclude={"last_used_at"})  # of a key, written behind the answer
                    for row in (await session.exec(select(table))).all()
                ]
                for table in tables.ALL
            }

    async def ledger(self) -> list[ConsentRecord]:
        """All records, oldest first."""
        async with self.database.reading() as session:
            return list((await session.exec(select(ConsentRecord).order_by(col(ConsentRecord.id)))).all())
