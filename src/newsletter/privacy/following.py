"""Which addresses did the person have before? The changes are followed, and what was recorded before each of them.

An address may be somebody else's afterwards, so of a former one only what stands before its change is the person's.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.law.standing import Happening
from newsletter.privacy.proof import AddressChange


async def records_before(
    session: AsyncSession, organisation_uid: UUID, records: Sequence[ConsentRecord]
) -> list[ConsentRecord]:
    """All that was recorded of the person under former addresses, oldest first. `records` are those under this one."""
    known = {record.uid for record in records}
    found: dict[UUID, ConsentRecord] = {}
    waiting = list(records)
    while waiting:
        change = waiting.pop()
        if change.kind is not Happening.ADDRESS_CHANGED or "from" not in change.facts:
            continue
        former = await ledger.history(session, organisation_uid, bytes.fromhex(str(change.facts["from"])))
        new = [one for one in former if one.id < change.id and one.uid not in known]
        known |= {one.uid for one in new}
        found |= {one.uid: one for one in new}
        waiting += new
    return sorted(found.values(), key=lambda record: record.id)


async def address_changes(
    session: AsyncSession, organisation_uid: UUID, subject: bytes, before: Iterable[ConsentRecord]
) -> tuple[AddressChange, ...]:
    """Every change that led to this address, and those that led on from it, oldest first."""
    mailboxes = [*await ledger.followed(session, organisation_uid, subject), *(record.subject for record in before)]
    found: dict[tuple[str, str, UUID | None], ConsentRecord] = {}
    for mailbox in dict.fromkeys(mailboxes):
        for record in await ledger.history(session, organisation_uid, mailbox):
            if record.kind is Happening.ADDRESS_CHANGED:
                here = record.subject.hex()
                old, new = str(record.facts.get("from", here)), str(record.facts.get("to", here))
                found.setdefault((old, new, record.answers_uid), record)
    return tuple(
        AddressChange(record.uid, old, new, record.happened_at)
        for (old, new, _), record in sorted(found.items(), key=lambda one: one[1].id)
    )
