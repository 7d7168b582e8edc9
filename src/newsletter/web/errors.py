"""How is a refusal told? One table from our errors to HTTP: problems (RFC 9457) for programs, pages for people."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi_problem.error import Problem, StatusProblem
from fastapi_problem.handler import (
    ExceptionHandler,
    add_exception_handler,
    http_exception_handler_,
    new_exception_handler,
)
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsletter import errors
from newsletter.consent import documents
from newsletter.web.doors import door
from newsletter.web.pages import message_page
from newsletter.web.request_ids import HEADER, id_of

log = structlog.get_logger()

MOST_BYTES = 1024 * 1024
MORE_BYTES = {"/api/v1/consent-documents": documents.MOST_BYTES}
"""Where a larger body may come: a scan or a recording."""

HTTP = {
    400: ("unreadable", "The body cannot be read. Send it whole, as JSON in UTF-8 or as a form."),
    404: ("no-such-path", "There is nothing at this path. /openapi.json lists what there is."),
    405: ("method-not-allowed", "This path does not take that method. The Allow header names those it takes."),
    413: ("too-large", ""),
}
"""The refusals that come from the framework: the type, and what to do where the refusal itself does not say it."""

STATUS: dict[type[errors.NewsletterError], tuple[int, str, str]] = {
    errors.NotAllowed: (401, "not-allowed", "No valid API key."),
    errors.NotPermitted: (403, "not-permitted", "This API key is not for this."),
    errors.NotFound: (404, "not-found", "Not found."),
    errors.Conflict: (409, "conflict", "Not possible in this state."),
    errors.Invalid: (422, "invalid", "Some values cannot be accepted."),
    errors.KeyReused: (422, "key-reused", "This Idempotency-Key is taken."),
    errors.StillRunning: (409, "still-running", "This is being done."),
    errors.Outdated: (412, "outdated", "It was changed since."),
    errors.TooMany: (429, "too-many", "Too many at once."),
}

NOT_JSON = "not-json"
UNFORESEEN = "internal-error"
TYPES = {kind for _, kind, _ in STATUS.values()} | {kind for kind, _ in HTTP.values()} | {NOT_JSON, UNFORESEEN}
"""Every type of problem. Each has its page: docs/problems/<type>.md, served at /problems/<type>."""

SEND_JSON = "Send a JSON object, with `Content-Type: application/json`."

HEADERS = {
    401: {"WWW-Authenticate": "Bearer"},
    403: {"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
}
"""What a refused key is told (RFC 6750 § 3)."""


class _Unforeseen(StatusProblem):
    """A fault of ours. What happened stays in the log, since it may quote a person's data."""

    type_ = UNFORESEEN
    title = "Something went wrong here."
    status = 500

    def __init__(self, detail: str | None = None, **_: Any) -> None:
        super().__init__("It is logged. Nothing was changed; try again, and tell the operator if it stays.")


def answer_errors(app: FastAPI) -> None:
    """Answer every refusal and every fault: problems under /api and to JSON, pages to people."""
    problems = new_exception_handler(
        handlers={errors.NewsletterError: _ours},
        request_validation_handler=_validation,
        http_exception_handler=_http,
        unhandled_wrappers={"default": _Unforeseen},
        documentation_uri_template=f"{app.state.settings.base_url}/problems/{{type}}",
        post_hooks=[_with_request_id],
    )
    add_exception_handler(app, problems, generic_swagger_defaults=False)

    def answer(request: Request, error: Exception) -> Response:
        answered = problem = problems(request, error)
        if answered.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            method, path = door(request.scope)
            log.exception("unforeseen", method=method, path=path, request_id=id_of(request), exc_info=error)
        if wants_problem(request):
            answered.headers.update(getattr(request.state, "shared_with", {}))
        else:
            answered = message_page(request, problem.status_code)
            if wait := problem.headers.get("retry-after"):
                answered.headers["Retry-After"] = wait
        answered.headers[HEADER] = id_of(request)  # a fault is answered outside of what adds it to the others
        return answered

    for kind in (Exception, errors.NewsletterError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)


def wants_problem(request: Request) -> bool:
    """Whether a program asks rather than a person."""
    asked = request.headers.get("accept", "") + request.headers.get("content-type", "")
    return request.url.path.startswith("/api") or "json" in asked


def _ours(_: ExceptionHandler, __: Request, error: errors.NewsletterError) -> Problem:
    status, kind, title = STATUS[type(error)]
    extra: dict[str, Any] = {}
    if isinstance(error, errors.Invalid):
        extra["errors"] = [{"pointer": p.pointer, "code": p.code, "message": p.message} for p in error.problems]
    headers = dict(HEADERS.get(status, {}))
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Problem(title=title, type_=kind, status=status, detail=str(error), headers=headers, **extra)


def _with_request_id(told: dict[str, Any], request: Request, answer: Response) -> tuple[dict[str, Any], Response]:
    told["request_id"] = id_of(request)
    answer.body = answer.render(told)
    return told, answer


def _http(handler: ExceptionHandler, request: Request, error: HTTPException) -> Problem:
    if error.status_code not in HTTP:
        return http_exception_handler_(handler, request, error)
    kind, told = HTTP[error.status_code]
    title = f"{HTTPStatus(error.status_code).phrase}."
    headers = dict(error.headers or {})
    return Problem(title=title, type_=kind, status=error.status_code, detail=told or error.detail, headers=headers)


def _validation(_: ExceptionHandler, __: Request, error: RequestValidationError) -> Problem:
    found = mistakes_in(error.errors())
    if any(_was_not_json(each) for each in error.errors()):
        return Problem(title="The body is not JSON.", type_=NOT_JSON, status=415, detail=SEND_JSON, errors=found)
    return Problem(
        title="Some values cannot be accepted.",
        type_="invalid",
        status=422,
        detail=" ".join(f"{e['pointer'] or 'body'}: {e['message'].removesuffix('.')}." for e in found),
        errors=found,
    )


def _was_not_json(error: Any) -> bool:
    """A body that was sent as something else reaches the validation as the bytes it is."""
    return tuple(error["loc"]) == ("body",) and isinstance(error.get("input"), bytes)


def mistakes_in(found: Sequence[Any]) -> list[dict[str, str]]:
    """What a validation found, each with its pointer, code and message."""
    return [{"pointer": _pointer(e), "code": e["type"], "message": _message(e)} for e in found]


def _pointer(error: dict[str, Any]) -> str:
    """Where the value stands: a JSON pointer (RFC 6901) into the body, ?name in the query, {name} in the path."""
    where, *steps = error["loc"]
    if where == "path":
        return f"{{{steps[0]}}}"
    if where != "body":
        return f"?{steps[0]}" if steps else str(where)
    if error["type"] == "json_invalid":  # its steps count characters
        return ""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _message(error: dict[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"This is not JSON: {error['ctx']['error']}, at character {error['loc'][1]}."
    if tuple(error["loc"]) == ("body",):  # the body as a whole: none, not an object, or sent as something else
        return SEND_JSON
    return str(error["msg"]).removeprefix("Value error, ")


class BodyLimit:
    """Refuses a body over the path's limit before it is read whole; the refusal is answered like any other.

    A compressed body is refused as soon as somebody would read it (RFC 9110 § 15.5.16): none is unpacked, so what is
    counted is what there is. A door that reads no body, as the one out, takes anything.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        header = dict(scope["headers"]).get(b"content-length", b"")
        packed = dict(scope["headers"]).get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity")
        declared, taken = int(header) if header.isdigit() else 0, 0
        most = MORE_BYTES.get(scope["path"], MOST_BYTES)

        async def bounded() -> Message:
            nonlocal taken
            if packed:
                told = "Send the body as it is, without Content-Encoding."
                raise HTTPException(415, told, headers={"Accept-Encoding": "identity"})
            message = await receive()
            taken += len(message.get("body", b""))
            if max(declared, taken) > most:
                raise HTTPException(413, f"The body is over {most // MOST_BYTES} MiB. Make it smaller.")
            return message

        await self.app(scope, bounded, send)
