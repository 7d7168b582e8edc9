"""What is kept to prove a basis? Profiles: people with the same kind of proof share one immutable row."""

import hashlib
from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import JSON, Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentRecord, canonical
from newsletter.consent.wording import ConsentText
from newsletter.database import BIGINT, IMPERSONAL, insert_new, words
from newsletter.law.evidence import Consent, Mailbox, Sale
from newsletter.law.reading import folded, same_entity
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Channel, ConsentAct, MailboxKind, Per, RelationshipKind
from newsletter.organisations.models import Organisation


class EvidenceProfile(SQLModel, table=True):
    """A combination of evidence: what is present, never whether it suffices. `facts` are those of `law.evidence`."""

    __tablename__ = "evidence_profiles"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    #: Which class of `law.evidence` it holds.
    kind: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, unique=True, sa_column_kwargs=IMPERSONAL)
    facts: dict[str, Any] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: The frequency a consent promises, so that mails can be counted against it where they lie.
    at_most: int | None = None
    per: Per | None = Field(default=None, sa_type=words(Per))

    @property
    def evidence(self) -> Consent | Sale | Mailbox:
        """What it holds, as the law knows it."""
        return _KINDS[self.kind].validate_python(self.facts)


def consent_kept(grant: ConsentRecord, text: ConsentText | None, organisation: Organisation) -> Consent:
    """What a recorded consent leaves as evidence: the act, the words it rests on, where, and how it was shown."""
    facts = grant.facts
    shown = Consent(
        act=ConsentAct(str(facts.get("act", ConsentAct.NONE))),
        time_kept=not facts.get("time_unknown", False),
        place_kept="form" in facts or "place" in facts,
        mailbox_confirmed=grant.answers_uid is not None,
        document_kept="document" in facts,
        collector_documented="collected_by" not in facts or "collector_contract" in facts,
    )
    if text is None:
        return shown
    return replace(
        shown,
        words_kept=bool(text.words.strip()),
        names_sender=same_entity(text.sender, text.sender_number, organisation.name, organisation.organisation_number),
        names_number=bool(text.sender_number.strip()),
        states_content=bool(text.content.strip()),
        states_frequency=bool(text.frequency.strip()),
        at_most=text.at_most,
        per=text.per,
        tells_withdrawal=bool(text.withdrawal.strip()),
        language_kept=bool(text.language),
        channel=Channel.EMAIL,  # every consent text here asks for e-mail
        content_types=frozenset(text.content_types),
        partners=frozenset(map(folded, text.partners)),
        lasts_months=text.lasts_months,
    )


def sale_kept(record: ConsentRecord, organisation: Organisation) -> Sale:
    """What a recorded sale leaves as evidence. Without a seller it names nobody's."""
    facts = record.facts
    groups = facts.get("product_groups", [])
    seller = (str(facts.get("seller", "")), str(facts.get("seller_number", "")))
    opted_out = facts.get("opted_out")
    return Sale(
        kind=RelationshipKind(str(facts.get("kind", RelationshipKind.NONE))),
        completed=facts.get("completed") is True,
        seller_is_sender=same_entity(*seller, organisation.name, organisation.organisation_number),
        reference_kept=facts.get("reference_kept") is True,
        date_kept="made_on" in facts,
        product_groups=frozenset(groups if isinstance(groups, list) else ()),
        address_from_sale=facts.get("address_given_by_customer") is True,
        use_told=facts.get("marketing_use_told") is True,
        opt_out_offered=facts.get("opt_out_offered") is True,
        opt_out_text_kept=bool(facts.get("opt_out_text")),
        opted_out=opted_out if isinstance(opted_out, bool) else None,
    )


def day_kept(record: ConsentRecord, name: str) -> date | None:
    """A day that a record tells, such as `made_on`."""
    said = record.facts.get(name)
    return date.fromisoformat(said) if isinstance(said, str) else None


def sale_ended_on(sale: ConsentRecord, records: Iterable[ConsentRecord]) -> date | None:
    """The day a recorded sale ends or ended, by what was said of it last. `records` are the person's, in order."""
    ends = [r for r in records if r.kind is Happening.SALE_ENDED and r.answers_uid == sale.uid]
    return day_kept(ends[-1] if ends else sale, "ended_on")


def mailbox_kept(record: ConsentRecord) -> Mailbox:
    """What is kept about whose mailbox it is."""
    facts = record.facts
    return Mailbox(
        kind=MailboxKind(str(facts.get("mailbox", MailboxKind.PRIVATE))),
        organisation_form=str(facts.get("organisation_form", "")).strip().upper(),
        number_kept=facts.get("organisation_number_kept") is True,
        verified=bool(facts.get("verified_how")) and "verified_on" in facts,
    )


def as_data(value: Any) -> Any:
    """Facts of the law as plain data, the same for the same facts: sets are sorted."""
    if is_dataclass(value):
        return {name: as_data(held) for name, held in vars(value).items()}
    if isinstance(value, frozenset):
        return sorted((as_data(item) for item in value), key=canonical)
    return str(value) if isinstance(value, StrEnum) else value


def digest_of(data: Any) -> bytes:
    """SHA-256 over plain data as canonical JSON."""
    return hashlib.sha256(canonical(data)).digest()


async def intern(session: AsyncSession, evidence: Consent | Sale | Mailbox) -> EvidenceProfile:
    """The one row that holds this combination of evidence."""
    kind, facts = type(evidence).__name__.lower(), as_data(evidence)
    digest = digest_of([kind, facts])
    query = select(EvidenceProfile).where(EvidenceProfile.digest == digest)
    if (known := (await session.exec(query)).first()) is not None:
        return known
    promised = (evidence.at_most, evidence.per) if isinstance(evidence, Consent) else (None, None)
    row = {"kind": kind, "digest": digest, "facts": facts, "at_most": promised[0], "per": promised[1]}
    await insert_new(session, EvidenceProfile, [row])
    return (await session.exec(query)).one()


_KINDS: dict[str, TypeAdapter[Consent] | TypeAdapter[Sale] | TypeAdapter[Mailbox]] = {
    "consent": TypeAdapter(Consent),
    "sale": TypeAdapter(Sale),
    "mailbox": TypeAdapter(Mailbox),
}
