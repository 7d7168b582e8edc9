"""The sender's record of processing activities (GDPR art. 30), for programs and for people."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from newsletter.access.keys import Scope
from newsletter.organisations.models import Organisation
from newsletter.privacy.processing import ProcessingRecord, processing_record
from newsletter.privacy.telling.register import register
from newsletter.web.api.fields import Language
from newsletter.web.dependencies import ChosenSettings, Now, Reading, caller_with
from newsletter.web.pages import page, preferred

router = APIRouter(tags=["privacy"])

Reader = Annotated[Organisation, caller_with(Scope.PRIVACY_READ)]


class RecordWanted(BaseModel):
    """In which language the page is asked for."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None


@router.get(
    "/processing-record",
    operation_id="get_processing_record",
    response_model=ProcessingRecord,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
async def get_processing_record(
    request: Request,
    caller: Reader,
    session: Reading,
    settings: ChosenSettings,
    now: Now,
    wanted: Annotated[RecordWanted, Query()],
) -> ProcessingRecord | Response:
    """What the organisation does with personal data here. As JSON, or with `Accept: text/html` as a page."""
    record = await processing_record(session, settings, caller, now=now)
    if "text/html" not in request.headers.get("accept", ""):
        return record
    language = wanted.language or preferred(request)
    answer: HTMLResponse = page(request, "privacy/document.html", language, document=register(record, language))
    return answer
