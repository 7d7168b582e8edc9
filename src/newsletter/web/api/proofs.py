"""What can be shown about a person, as JSON or on paper; and to whom their data went."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import languages
from newsletter.access.keys import Scope
from newsletter.law.bases import ProcessingBasis
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.privacy import disclosing
from newsletter.privacy.disclosing import Partner, PersonalData
from newsletter.privacy.gathering import Named, gather
from newsletter.privacy.proof import Disclosure, Proof
from newsletter.privacy.telling.account import account
from newsletter.privacy.telling.printing import print_document
from newsletter.privacy.telling.translating import in_language
from newsletter.subscriptions.models import Subscriber
from newsletter.web.api.fields import FilledLine, Language, Sent, past
from newsletter.web.dependencies import Now, Reading, Writing, caller_with
from newsletter.web.pages import preferred

router = APIRouter(tags=["privacy"])

Reader = Annotated[Organisation, caller_with(Scope.PRIVACY_READ)]
Writer = Annotated[Organisation, caller_with(Scope.SUBSCRIBERS_WRITE)]

PDF = "application/pdf"


def _nobody(value: str) -> str:
    if "@" in value:
        raise ValueError("This stays on record for good. Name no person and no address in it.")
    return value


Impersonal = Annotated[FilledLine, AfterValidator(_nobody)]


class ProofWanted(BaseModel):
    """In which form the proof is asked for. Without `format`, the Accept header says."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "pdf"] | None = None
    language: Language | None = None


class DisclosureSent(Sent):
    """A person's data went to a partner: to whom, what, what for, and on what basis."""

    partner: Impersonal
    partner_number: Impersonal
    data: list[PersonalData] = Field(min_length=1, max_length=len(PersonalData))
    purpose: Impersonal
    basis: ProcessingBasis
    happened_at: datetime | None = None


@router.get(
    "/subscribers/{subscriber_id}/proof",
    operation_id="prove_subscriber",
    response_model=Proof,
    responses={200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def prove_subscriber(
    request: Request,
    subscriber_id: UUID,
    caller: Reader,
    session: Reading,
    now: Now,
    wanted: Annotated[ProofWanted, Query()],
) -> Proof | Response:
    """All that can be shown about one subscriber: consents, noes, mails, and what is lacking.

    As JSON, its sentences in `language`, English where none is given; or with `format=pdf` or
    `Accept: application/pdf` on paper.
    """
    subscriber = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    proof = await gather(session, caller, [Named(subscriber.email, subscriber.fingerprint)], now=now)
    asked_for_pdf = PDF in request.headers.get("accept", "") if wanted.format is None else wanted.format == "pdf"
    if not asked_for_pdf:
        return in_language(proof, wanted.language or languages.SOURCE)
    language = wanted.language or preferred(request)
    printed = await asyncio.to_thread(print_document, account(proof, language))
    headers = {"Content-Disposition": f'attachment; filename="proof-{subscriber_id}.pdf"', "Cache-Control": "no-store"}
    return Response(printed, media_type=PDF, headers=headers)


@router.post("/subscribers/{subscriber_id}/disclosures", status_code=201, operation_id="create_disclosure")
async def create_disclosure(
    subscriber_id: UUID, sent: DisclosureSent, caller: Writer, session: Writing, now: Now
) -> Disclosure:
    """Put on record that a subscriber's data went to a partner. It says so and hands over nothing."""
    return await disclosing.disclose(
        session,
        caller,
        await _fingerprint(session, subscriber_id, caller),
        Partner(sent.partner, sent.partner_number),
        data=sent.data,
        purpose=sent.purpose,
        basis=sent.basis,
        now=now,
        happened_at=past(sent.happened_at, now),
    )


@router.get("/subscribers/{subscriber_id}/disclosures", operation_id="list_disclosures")
async def list_disclosures(subscriber_id: UUID, caller: Reader, session: Reading) -> dict[str, list[Disclosure]]:
    """To whom a subscriber's data went, oldest first."""
    subject = await _fingerprint(session, subscriber_id, caller)
    return {"data": await disclosing.disclosures(session, caller, subject)}


async def _fingerprint(session: AsyncSession, subscriber_id: UUID, caller: Organisation) -> bytes:
    return (await owned(session, Subscriber, subscriber_id, caller, "subscriber")).fingerprint
