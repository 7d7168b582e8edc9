"""Consents that were given elsewhere, and the documents that show them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.access import auditing
from newsletter.access.keys import Asker, Scope
from newsletter.consent import documents
from newsletter.consent.documents import ConsentDocument
from newsletter.consent.wording import ConsentText
from newsletter.errors import Invalid, Problem
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import ConsentAct
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import MailingList, Subscriber, SubscriptionState
from newsletter.subscriptions.recording_consent import Given, Recorded, record_consent, record_tracking_consent
from newsletter.web.api.fields import FilledMailbox, FilledText, Language, Line, Name, Sent, Shown, past
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with, caller_with, whole_body

router = APIRouter(tags=["consents"])

Writer = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]
WholeWriter = Annotated[Organisation, caller_with(Scope.SUBSCRIBERS_WRITE)]
Reader = Annotated[Organisation, caller_with(Scope.PRIVACY_READ)]

A_FILE: dict[str, Any] = {media: {"schema": {"type": "string", "format": "binary"}} for media in documents.BEGINNINGS}


class GivenSent(Sent):
    """What a person did to consent, when and where, and what shows it.

    `act` is what happened, also where the law knows it as no consent. `document_id` names the signed paper or the
    recording. `collected_by` and `collector_contract` name the organisation that collected it for you, if another did.
    """

    act: ConsentAct
    happened_at: datetime
    place: Line = ""
    document_id: UUID | None = None
    collected_by: Line = ""
    collector_contract: Line = ""


class ConsentSent(GivenSent):
    """A consent to one list, given elsewhere to the exact words of one of its consent texts."""

    email: FilledMailbox
    name: Name = ""
    consent_text_id: UUID


class ConsentShown(Shown):
    """A consent as the ledger has it, and what the person's subscription is now: an older one undoes no later no."""

    subscriber_id: UUID
    subscription_id: UUID
    act: ConsentAct
    happened_at: datetime
    recorded_at: datetime
    state: SubscriptionState
    legal_basis: LegalBasis


class TrackingConsentSent(GivenSent):
    """A consent to being tracked in e-mail, apart from all else, with the exact words that were shown."""

    words: FilledText
    language: Language


class TrackingConsentShown(Shown):
    """A consent to tracking as the ledger has it. `tracking_consented` is whether one counts now."""

    act: ConsentAct
    happened_at: datetime
    recorded_at: datetime
    tracking_consented: bool


class ConsentDocumentShown(Shown):
    """A document. `digest` is the SHA-256 of its bytes, by which the ledger names it."""

    digest: str
    media_type: str
    created_at: datetime


def consent_shown(made: Recorded) -> ConsentShown:
    record, subscription = made.record, made.subscription
    return ConsentShown(
        id=record.uid,
        subscriber_id=made.subscriber.uid,
        subscription_id=subscription.uid,
        act=ConsentAct(str(record.facts["act"])),
        happened_at=record.happened_at,
        recorded_at=record.recorded_at,
        state=subscription.state,
        legal_basis=subscription.legal_basis,
    )


@router.post("/lists/{list_id}/consents", status_code=201, operation_id="create_consent")
async def create_consent(
    list_id: UUID, sent: ConsentSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> ConsentShown:
    """Record a consent that was given on paper, in a recorded call or on another website, when it was given.

    Nobody is written to. What it is good for is the law's question: without the paper or the recording it is for
    review, and what the law knows as no consent permits nothing.
    """
    mailing_list = await owned(session, MailingList, list_id, caller, "list")
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    belongs = (ConsentText.uid == sent.consent_text_id, ConsentText.list_id == mailing_list.id)
    text = (await session.exec(select(ConsentText).where(*belongs))).first()
    if text is None:
        raise Invalid(Problem("/consent_text_id", "consent_text", "This list has no such consent text."))
    given = await _given(session, caller.organisation, sent, now)
    return consent_shown(
        await record_consent(
            session, settings, caller.organisation, mailing_list, address, text, given, name=sent.name, now=now
        )
    )


@router.post("/subscribers/{subscriber_id}/tracking-consents", status_code=201, operation_id="create_tracking_consent")
async def create_tracking_consent(
    subscriber_id: UUID, sent: TrackingConsentSent, caller: WholeWriter, session: Writing, now: Now
) -> TrackingConsentShown:
    """Record that a person consented to being tracked. It counts when the document shows the person's own act."""
    found = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    given = await _given(session, caller, sent, now)
    record = await record_tracking_consent(
        session, caller, found, given, words=sent.words, language=sent.language, now=now
    )
    return TrackingConsentShown(
        id=record.uid,
        act=sent.act,
        happened_at=record.happened_at,
        recorded_at=record.recorded_at,
        tracking_consented=found.tracking_consented,
    )


@router.post(
    "/consent-documents",
    status_code=201,
    operation_id="create_consent_document",
    # whoever has no key need not send a file first
    dependencies=[asker_with(Scope.SUBSCRIBERS_WRITE), Depends(whole_body)],
    openapi_extra={"requestBody": {"required": True, "content": A_FILE}},
)
async def create_consent_document(request: Request, caller: Writer, session: Writing, now: Now) -> ConsentDocumentShown:
    """Keep a scan, a recording or a letter that shows a consent: the bytes as they are, up to 10 MiB."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kept = await documents.keep(session, caller.organisation, await request.body(), media_type, now=now)
    auditing.note(session, kept, media_type=kept.media_type)
    return ConsentDocumentShown(
        id=kept.uid, digest=kept.digest.hex(), media_type=kept.media_type, created_at=kept.created_at
    )


@router.get(
    "/consent-documents/{document_id}",
    operation_id="get_consent_document",
    response_class=Response,
    responses={200: {"content": A_FILE, "description": "The file as it came."}},
)
async def get_consent_document(document_id: UUID, caller: Reader, session: Reading) -> Response:
    """A document as it came."""
    found = await owned(session, ConsentDocument, document_id, caller, "document")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": "attachment",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, media_type=found.media_type, headers=headers)


async def _given(session: AsyncSession, organisation: Organisation, sent: GivenSent, now: datetime) -> Given:
    document = None
    if sent.document_id is not None:
        document = await documents.digest_of(session, organisation, sent.document_id)
        if document is None:
            raise Invalid(Problem("/document_id", "document", "There is no such document. Send the file first."))
    return Given(
        act=sent.act,
        happened_at=past(sent.happened_at, now),
        place=sent.place,
        document=document,
        collected_by=sent.collected_by,
        collector_contract=sent.collector_contract,
    )
