"""People drawn at random, each told twice: as rows the program itself writes, and as a case told to the law in full."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import fingerprint, parse
from newsletter.campaigns.models import BodyFormat, Campaign, CampaignState
from newsletter.consent import ledger, wording
from newsletter.consent.record import Facts
from newsletter.consent.wording import ConsentText, Told
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.case import (
    Case,
    ConsentTold,
    MessageTold,
    NoTold,
    OptOutOffer,
    Recipient,
    SaleTold,
    Sender,
)
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import (
    BannedContent,
    Channel,
    ConsentAct,
    MailboxKind,
    Moment,
    NoScope,
    Per,
    Purpose,
    RelationshipKind,
)
from newsletter.organisations.models import Organisation
from newsletter.subscriptions import projection
from newsletter.subscriptions.joining import subscription_of
from newsletter.subscriptions.models import MailingList, Subscriber

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = b"a fingerprint key of the tests, long enough"
OSLO = ZoneInfo("Europe/Oslo")
MOST_MAILS = 3
LISTS = ("jazz", "folk")
COMPLETE = Told("Yes, write to me.", "Jazz.", "Monthly.", "One click.")
#: What the words of the consent texts leave out, or add. The sender's name and number are those of the organisation.
WORDINGS: dict[str, dict[str, Any]] = {
    "complete": {},
    "no words": {"words": ""},
    "no content": {"content": " "},
    "no frequency": {"frequency": ""},
    "no way out": {"withdrawal": ""},
    "one a month": {"at_most": 1, "per": Per.MONTH},
    "two a year": {"at_most": 2, "per": Per.YEAR},
    "lasts three years": {"lasts_months": 36},
    "jazz alone": {"content_types": ("jazz",)},
    "with a partner": {"partners": ("Fjordbryggeriet AS",)},
    "another sender": {"sender": "Somebody Else AS", "sender_number": "911"},
    "no number": {"sender_number": ""},
}


@dataclass(frozen=True)
class Consented:
    """A consent: pending, or granted; `late` when it was brought in after all else."""

    to: str
    words: str
    act: ConsentAct
    ago: timedelta
    confirmed: bool
    pending: bool
    document: bool
    place: bool
    collector: str
    late: bool

    @property
    def is_confirmed(self) -> bool:
        """By the link in our mail, which follows our form at once."""
        by_form = self.act in (ConsentAct.UNTICKED_BOX, ConsentAct.SINGLE_PURPOSE_FORM)
        return self.confirmed and by_form and not self.late and not self.pending


@dataclass(frozen=True)
class Person:
    """Everything that happened with one person."""

    consents: tuple[Consented, ...]
    sales: tuple[SaleTold, ...]
    noes: tuple[tuple[NoScope, str, timedelta], ...]
    mails: tuple[timedelta, ...]
    recipient: Recipient
    email: str = field(default_factory=lambda: f"p{uuid4().hex}@people.example")


long_ago = st.integers(1, 1400).map(lambda days: timedelta(days=days, seconds=days))
flags = st.booleans()
mostly = st.sampled_from([True, True, True, False])

consents = st.builds(
    Consented,
    to=st.sampled_from(["jazz", "jazz", "folk"]),
    words=st.sampled_from(["complete", "complete", *WORDINGS]),
    act=st.sampled_from([ConsentAct.UNTICKED_BOX] * 6 + list(ConsentAct)),
    ago=long_ago,
    confirmed=mostly,
    pending=st.sampled_from([False, False, False, True]),
    document=flags,
    place=mostly,
    collector=st.sampled_from(["", "", "documented", "undocumented"]),
    late=st.sampled_from([False, False, True]),
)
sales = st.builds(
    SaleTold,
    kind=st.sampled_from([RelationshipKind.CONTINUING_AGREEMENT] * 4 + list(RelationshipKind)),
    completed=mostly,
    seller=st.sampled_from(["ours", "ours", "Somebody Else AS", ""]),
    reference=st.sampled_from(["order 1", "order 1", ""]),
    made_on=st.one_of(st.none(), st.integers(0, 900).map(lambda days: NOW.date() - timedelta(days=days))),
    ended_on=st.one_of(st.none(), st.integers(-30, 30).map(lambda days: NOW.date() + timedelta(days=days))),
    product_groups=st.frozensets(st.sampled_from(["concerts", "theatre", "restaurant"])),
    address_given_by_customer=mostly,
    marketing_use_told=mostly,
    opt_out=st.builds(
        OptOutOffer,
        mostly,
        st.sampled_from(["No thanks.", "No thanks.", ""]),
        st.sampled_from([False, False, True, None]),
    ),
)


def not_reserved(sale: SaleTold) -> bool:
    """Who opts out at a sale of ours has objected: the ledger says so by a record of its own, told in stories."""
    return sale.seller != "ours" or sale.opt_out.opted_out is not True


NO = {
    NoScope.LIST: Happening.WITHDRAWN,
    NoScope.ALL_MARKETING: Happening.OBJECTED,
    NoScope.PROFILING: Happening.PROFILING_OBJECTED,
    NoScope.TRACKING: Happening.TRACKING_WITHDRAWN,
    NoScope.EVERYTHING: Happening.BLOCKED,
}
half_a_second = timedelta(milliseconds=500)  # no consent and no no are of the same moment
noes = st.tuples(st.sampled_from(list(NO)), st.sampled_from(LISTS), long_ago.map(lambda ago: ago + half_a_second))
recipients = st.builds(
    Recipient,
    age=st.sampled_from([None, None, 14, 15, 17, 18, 40]),
    country=st.sampled_from(["", "NO", "NO", "SE", "DK", "DE", "FR", "GB", "US"]),
    mailbox=st.sampled_from([MailboxKind.PRIVATE] * 3 + list(MailboxKind)),
    organisation_form=st.sampled_from(["AS", "AS", "ENK", ""]),
    organisation_number=st.sampled_from(["911222333", ""]),
    verified_how=st.sampled_from(["their website", ""]),
    verified_at=st.sampled_from([date(2026, 1, 1), None]),
    tracking_consented_at=st.sampled_from([None, NOW - timedelta(days=3, seconds=7)]),
)
people = st.builds(
    Person,
    consents=st.lists(consents, max_size=3, unique_by=lambda one: one.ago).map(tuple),
    sales=st.lists(sales.filter(not_reserved), max_size=2).map(tuple),
    noes=st.lists(noes, max_size=2, unique_by=lambda one: one[2]).map(tuple),
    mails=st.lists(long_ago, max_size=MOST_MAILS).map(tuple),
    recipient=recipients,
)
messages = st.builds(
    MessageTold,
    sells=st.just(True),
    own_products=st.sampled_from([True, True, False, None]),
    product_groups=st.frozensets(st.sampled_from(["concerts", "theatre"])),
    content_types=st.sampled_from([frozenset[str](), frozenset({"jazz"}), frozenset({"jazz", "folk"})]),
    partners=st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"Fjordbryggeriet as"})]),
    banned_content=st.sampled_from([frozenset[BannedContent]()] * 6 + [frozenset({BannedContent.ALCOHOL})]),
    directed_at_children=st.sampled_from([False, False, True]),
    asks_consent=st.sampled_from([False, False, True]),
)


@dataclass
class Written:
    """An organisation of its own, with the drawn people on its list and a campaign that is being launched."""

    organisation: Organisation
    lists: dict[str, MailingList] = field(default_factory=dict)
    texts: dict[tuple[str, str], ConsentText] = field(default_factory=dict)
    campaigns: list[Campaign] = field(default_factory=list)

    @property
    def launching(self) -> Campaign:
        return self.campaigns[0]


async def write(session: AsyncSession, drawn: list[Person], message: MessageTold) -> Written:
    """Write all of it as the program does: records appended, states folded from them."""
    organisation = Organisation(
        name=f"Brygga {uuid4().hex} AS", organisation_number=uuid4().hex, postal_address="Quay 1", created_at=NOW
    )
    session.add(organisation)
    await session.flush()
    written = Written(organisation)
    for name in LISTS:
        made = MailingList(
            organisation_id=organisation.id, name=name, language="en", sender_name="S", sender_email="s@venue.example",
            reply_to="r@venue.example", directed_at_children=message.directed_at_children, created_at=NOW,
        )  # fmt: skip
        session.add(made)
        await session.flush()
        written.lists[name] = made
    for state in (CampaignState.LAUNCHING, *[CampaignState.FINISHED] * MOST_MAILS):
        written.campaigns.append(
            Campaign(
                organisation_id=organisation.id, list_id=written.lists["jazz"].id, subject="s", body="b",
                body_format=BodyFormat.MARKDOWN, own_products=message.own_products,
                product_groups=sorted(message.product_groups), content_types=sorted(message.content_types),
                partners=sorted(message.partners), banned_content=sorted(message.banned_content),
                asks_consent=message.asks_consent, state=state, created_at=NOW, changed_at=NOW, launched_at=NOW,
            )
        )  # fmt: skip
    session.add_all(written.campaigns)
    await session.flush()
    for to, words in sorted({(consent.to, consent.words) for person in drawn for consent in person.consents}):
        written.texts[to, words] = await _text(session, organisation, written.lists[to], words)
    for person in drawn:
        await _live(session, written, person)
    return written


async def _text(session: AsyncSession, organisation: Organisation, to: MailingList, words: str) -> ConsentText:
    changed = dict(WORDINGS[words])
    sender = Organisation(
        name=changed.pop("sender", organisation.name),
        organisation_number=changed.pop("sender_number", organisation.organisation_number),
        created_at=NOW,
    )
    told = Told(**{**vars(COMPLETE), **changed})
    return await wording.publish(
        session, sender, list_id=to.id, list_name=to.name, language="en", told=told, now=NOW - timedelta(days=2000)
    )


async def _live(session: AsyncSession, written: Written, person: Person) -> None:
    """Everything that happened with one person, in the order it was recorded; then the mails that went out."""
    address = parse(person.email)
    assert address is not None
    subject, organisation = fingerprint(address, KEY), written.organisation
    subscription = await subscription_of(session, written.lists["jazz"], address, subject, "en", now=NOW)
    if any(consent.to == "folk" for consent in person.consents):
        await subscription_of(session, written.lists["folk"], address, subject, "en", now=NOW)
    for record in _records(person, written):
        whose: dict[str, Any] = {"organisation_uid": organisation.uid, "subject": subject, "now": NOW}
        asked = None
        if record.confirmed:
            asked = await ledger.append(session, Happening.ASKED, **whose, **record.fields)
        await ledger.append(session, record.kind, answers=asked, **whose, **record.fields)
    subscriber = await session.get_one(Subscriber, subscription.subscriber_id)
    subscriber.country = person.recipient.country
    if person.recipient.age is not None:
        subscriber.born_on = date(NOW.year - person.recipient.age, NOW.month, NOW.day)
    session.add(subscriber)
    await projection.project(session, organisation, subject, now=NOW)
    session.add_all(
        Delivery(
            organisation_id=organisation.id, purpose=Purpose.CAMPAIGN, campaign_id=campaign.id, recipient=subject,
            subscriber_id=subscription.subscriber_id, subscription_id=subscription.id, state=DeliveryState.SENT,
            due_at=NOW, created_at=NOW, settled_at=NOW - ago,
        )
        for campaign, ago in zip(written.campaigns[1:], person.mails, strict=False)
    )  # fmt: skip
    await session.flush()


@dataclass(frozen=True)
class _Record:
    """One record, as the ledger is given it. A confirmed one answers an ask."""

    recorded: datetime
    kind: Happening
    fields: dict[str, Any]
    confirmed: bool = False


def _records(person: Person, written: Written) -> list[_Record]:
    found = [_consented(consent, written) for consent in person.consents]
    for scope, name, ago in person.noes:
        list_uid = written.lists[name].uid if scope is NoScope.LIST else None
        found.append(_Record(NOW - ago, NO[scope], {"list_uid": list_uid, "happened_at": NOW - ago}))
    if (tracking := person.recipient.tracking_consented_at) is not None:
        signed: Facts = {"act": ConsentAct.PAPER, "document": "0" * 64}
        found.append(_Record(tracking, Happening.TRACKING_GRANTED, {"happened_at": tracking, "facts": signed}))
    found += [_Record(NOW, Happening.SALE_RECORDED, {"facts": _sold(sale, written)}) for sale in person.sales]
    told = person.recipient
    facts: Facts = {
        "mailbox": told.mailbox, "organisation_form": told.organisation_form, "verified_how": told.verified_how,
        "organisation_number_kept": bool(told.organisation_number),
    }  # fmt: skip
    facts |= {"verified_on": str(told.verified_at)} if told.verified_at else {}
    found.append(_Record(NOW, Happening.MAILBOX_DESCRIBED, {"facts": facts}))
    return sorted(found, key=lambda record: record.recorded)


def _consented(consent: Consented, written: Written) -> _Record:
    facts: Facts = {"act": consent.act}
    facts |= {"place": "the box office"} if consent.place else {}
    facts |= {"document": "0" * 64} if consent.document else {}
    facts |= {"collected_by": "Media AS"} if consent.collector else {}
    facts |= {"collector_contract": "1"} if consent.collector == "documented" else {}
    fields = {
        "facts": facts,
        "list_uid": written.lists[consent.to].uid,
        "wording": written.texts[consent.to, consent.words],
        "happened_at": NOW - consent.ago,
    }
    if consent.pending:
        return _Record(NOW - consent.ago, Happening.ASKED, fields)
    recorded = NOW if consent.late else NOW - consent.ago
    return _Record(recorded, Happening.GRANTED, fields, confirmed=consent.is_confirmed)


def _sold(sale: SaleTold, written: Written) -> Facts:
    ours, offer = sale.seller == "ours", sale.opt_out
    facts: Facts = {
        "kind": sale.kind, "completed": sale.completed,
        "seller": written.organisation.name if ours else sale.seller,
        "seller_number": written.organisation.organisation_number if ours else "",
        "reference_kept": bool(sale.reference), "product_groups": sorted(sale.product_groups),
        "address_given_by_customer": sale.address_given_by_customer, "marketing_use_told": sale.marketing_use_told,
        "opt_out_offered": offer.offered, "opt_out_text": offer.text,
    }  # fmt: skip
    facts |= {"opted_out": offer.opted_out} if offer.opted_out is not None else {}
    facts |= {"made_on": str(sale.made_on)} if sale.made_on else {}
    return facts | ({"ended_on": str(sale.ended_on)} if sale.ended_on else {})


def case_of(person: Person, message: MessageTold, written: Written, moment: Moment) -> Case:
    """The same person and message, told to the law in full. Nothing here was read from the database."""
    sender = Sender(written.organisation.name, written.organisation.organisation_number)
    sales = (replace(sale, seller=sender.name if sale.seller == "ours" else sale.seller) for sale in person.sales)
    return Case(
        at=NOW.astimezone(OSLO),
        sender=sender,
        message=replace(
            message, moment=moment, list="jazz", identifies_sender=True, replies_monitored=True, free_opt_out=True,
            recognisable_as_marketing=True,
        ),
        recipient=person.recipient,
        consents=tuple(_told(consent, sender) for consent in person.consents),
        sales=tuple(sales),
        noes=tuple(NoTold(NOW - ago, scope, name) for scope, name, ago in person.noes),
        mails=tuple(NOW - ago for ago in person.mails),
    )  # fmt: skip


def _told(consent: Consented, sender: Sender) -> ConsentTold:
    words: dict[str, Any] = {**vars(COMPLETE), **WORDINGS[consent.words]}
    given_at = NOW - consent.ago
    confirmed = consent.is_confirmed
    return ConsentTold(
        act=consent.act,
        given_at=given_at,
        lists=frozenset({consent.to}),
        text=words["words"],
        language="en",
        controller=words.get("sender", sender.name),
        controller_number=words.get("sender_number", sender.organisation_number),
        content=words["content"],
        content_types=frozenset(words["content_types"]),
        partners=frozenset(words["partners"]),
        channel=Channel.EMAIL,
        frequency=words["frequency"],
        at_most=words["at_most"],
        per=words["per"],
        lasts_months=words["lasts_months"],
        withdrawal=words["withdrawal"],
        place="the box office" if consent.place else "",
        confirmation_sent_at=given_at if confirmed or consent.pending else None,
        confirmed_at=given_at if confirmed else None,
        document="0" * 64 if consent.document else "",
        collected_by="Media AS" if consent.collector else "",
        collector_contract="1" if consent.collector == "documented" else "",
    )
