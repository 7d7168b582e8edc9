"""What is kept to prove a consent? Profiles: people with the same kind of proof share one immutable row."""

from dataclasses import asdict

from sqlmodel import Field, SQLModel, UniqueConstraint, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.wording import ConsentText
from newsletter.database import BIGINT, insert_new, words
from newsletter.law.facts import EVIDENCE_FACTS, ConsentAct, Evidence


class EvidenceProfile(SQLModel, table=True):
    """A combination of evidence: what is present, never whether it suffices. Columns are `law.facts.Evidence`."""

    __tablename__ = "evidence_profiles"
    __table_args__ = (UniqueConstraint(*EVIDENCE_FACTS, name="uq_evidence_profiles_facts"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    act: ConsentAct = Field(sa_type=words(ConsentAct))
    words_kept: bool
    names_sender: bool
    states_content: bool
    states_frequency: bool
    tells_withdrawal: bool
    for_this_list: bool
    place_kept: bool
    mailbox_confirmed: bool

    @property
    def evidence(self) -> Evidence:
        return Evidence(**{fact: getattr(self, fact) for fact in EVIDENCE_FACTS})


def evidence_of(
    text: ConsentText | None, *, list_id: int, act: ConsentAct, place_kept: bool, mailbox_confirmed: bool
) -> Evidence:
    """What one sign-up leaves as evidence: the act, the words it rests on, where, and whether it was confirmed."""
    if text is None:
        return Evidence(act=act, place_kept=place_kept, mailbox_confirmed=mailbox_confirmed)
    told = text.disclosure
    return Evidence(
        act=act,
        words_kept=bool(told.words.strip()),
        names_sender=bool(told.sender.strip()),
        states_content=bool(told.content.strip()),
        states_frequency=bool(told.frequency.strip()),
        tells_withdrawal=bool(told.withdrawal.strip()),
        for_this_list=text.list_id == list_id,
        place_kept=place_kept,
        mailbox_confirmed=mailbox_confirmed,
    )


async def intern(session: AsyncSession, evidence: Evidence) -> EvidenceProfile:
    """The one row that holds this combination of evidence."""
    same = [getattr(EvidenceProfile, fact) == value for fact, value in asdict(evidence).items()]
    query = select(EvidenceProfile).where(*same)
    if (known := (await session.exec(query)).first()) is not None:
        return known
    await insert_new(session, EvidenceProfile, [asdict(evidence)])
    return (await session.exec(query)).one()
