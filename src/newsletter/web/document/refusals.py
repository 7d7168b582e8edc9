"""Which refusals can an operation answer with? Read from what it declares, so that no door lists them by hand."""

from collections.abc import Iterator
from typing import Any

Operation = dict[str, Any]
Schemas = dict[str, Any]

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why a request was refused, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Which kind it is: the address of a page about it."},
        "title": {"type": "string", "description": "The kind in words; the same each time."},
        "status": {"type": "integer", "description": "The HTTP status, once more."},
        "detail": {"type": "string", "description": "What is wrong this time, and what to do."},
        "request_id": {"type": "string", "description": "X-Request-ID: by this name the operator finds it in the log."},
        "errors": {
            "type": "array",
            "description": "Each value that cannot be accepted.",
            "items": {"$ref": "#/components/schemas/ProblemShown"},
        },
    },
}

TOLD = {
    "400": "The body cannot be read.",
    "401": "No valid API key.",
    "403": "The key lacks the scope that is asked for here.",
    "404": "There is no such thing, or it is another organisation's.",
    "409": "A request with this Idempotency-Key is still being answered.",
    "412": "It was changed since the version that If-Match names. Get it anew.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A value or a parameter cannot be accepted.",
    "429": "Too many at once. Retry-After says when to try again.",
}


def conflict(when: str) -> dict[int | str, dict[str, Any]]:
    """For the decorator of an operation that can be refused for the state things are in."""
    return {409: {"description": when}}


def declared(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    """All answers of an operation: its own, with its refusals as problems."""
    own = {status: answer for status, answer in operation["responses"].items() if status[0] == "2"}
    if "If-None-Match" in _headers(operation):
        own["304"] = {"description": "It is still that version."}
    told = {status: TOLD[status] for status in _refusals(operation, schemas)}
    if conflict := operation["responses"].get("409"):
        told["409"] = " Or: ".join(filter(None, (conflict["description"], told.get("409"))))
    return own | {status: _problem(told[status]) for status in sorted(told)}


def _refusals(operation: Operation, schemas: Schemas) -> Iterator[str]:
    body = operation.get("requestBody", {}).get("content", {})
    if operation.get("security"):
        yield from ("401", "403", "429")
    if any(map(_names_a_thing, operation.get("parameters", []))) or _is_sent_an_id(body, schemas):
        yield "404"
    yield "422"
    if "Idempotency-Key" in _headers(operation):
        yield "409"
    if "If-Match" in _headers(operation):
        yield "412"
    if body:
        yield "413"
    if "application/json" in body:
        yield from ("400", "415")


def _headers(operation: Operation) -> set[str]:
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}


def _names_a_thing(parameter: dict[str, Any]) -> bool:
    """Whether it names one that may not be there. What may be left out only narrows a listing."""
    return parameter["in"] == "path" or bool(parameter["required"] and parameter["schema"].get("format") == "uuid")


def _is_sent_an_id(body: dict[str, Any], schemas: Schemas) -> bool:
    """Whether the body itself names a thing. What stands deeper in it is told as a value of it (422)."""
    sent = body.get("application/json", {}).get("schema", {})
    own = schemas.get(sent.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    return any("'format': 'uuid'" in repr(kind) for kind in own.values())


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
