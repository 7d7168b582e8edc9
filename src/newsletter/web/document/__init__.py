"""What does the API's document (OpenAPI 3.1) say beyond the types? Headers, refusals, meanings of fields, examples.

The types come from the doors. Here are added, in one place for all: headers that
many doors know (`headers`), the problems each operation can answer with
(`refusals`), what each field means (`fields.toml`), and an example of each request and answer, in one venue
(`examples.json`; tests play them against a living service).
"""

import json
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from newsletter.web.document import headers
from newsletter.web.document.refusals import PROBLEM, declared

HERE = files(__name__)
EXAMPLES: list[dict[str, Any]] = json.loads((HERE / "examples.json").read_text())
"""In the order in which they happen at the venue."""
MEANINGS: dict[str, dict[str, str]] = tomllib.loads((HERE / "fields.toml").read_text())

TELLS = """Lists, consents, customers, campaigns, and proof of why each mail was allowed.

Send an API key as `Authorization: Bearer nl_…`. Refusals are problems (RFC 9457); the `type` of each leads to a page
that says what to do. Listings come in pages: `next_cursor`, and `Link: <…>; rel="next"`. Times are UTC (RFC 3339).
An unknown field or parameter is refused."""


def describe(app: FastAPI) -> None:
    """Let the app tell of itself: at /openapi.json, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def resolved(value: Any, answers: dict[str, Any]) -> Any:
    """A value with what was answered before where it says so: `$create_list.id` is the id of the list made there."""
    if isinstance(value, dict):
        return {name: resolved(inner, answers) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolved(inner, answers) for inner in value]
    if not (isinstance(value, str) and value.startswith("$")):
        return value
    operation, *steps = value.removeprefix("$").split(".")
    if operation not in answers:  # it was not played yet
        return value
    found = answers[operation]
    for step in steps:
        found = found[int(step) if step.isdigit() else step]
    return found


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _document(app: FastAPI) -> dict[str, Any]:
    told = get_openapi(
        title=app.title, summary=app.summary, version=version("newsletter"), description=TELLS, routes=app.routes
    )
    schemas = told["components"]["schemas"]
    for theirs in ("HTTPValidationError", "ValidationError"):  # FastAPI's own; ours are problems
        schemas.pop(theirs, None)
    answers = {each["operation"]: each["answered"] for each in EXAMPLES if "answered" in each}
    examples = {each["operation"]: each for each in EXAMPLES}
    headers.tell(told)
    for operation in operations(told):
        operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
        operation["responses"] = declared(operation, schemas)
        _exemplify(operation, examples.get(operation["operationId"], {}), answers)
        for parameter in operation.get("parameters", []):
            parameter.setdefault("description", _meaning("parameters", parameter["name"]))
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        for field, kind in schema.get("properties", {}).items():
            kind.setdefault("description", _meaning(name, field))
    return told


def _meaning(where: str, field: str) -> str:
    return MEANINGS.get(where, {}).get(field) or MEANINGS["every"].get(field, "")


def _exemplify(operation: dict[str, Any], example: dict[str, Any], answers: dict[str, Any]) -> None:
    """Put in what is sent and what is answered, where both are JSON."""
    if "sent" in example:
        sent = resolved(example["sent"], answers)
        operation["requestBody"]["content"]["application/json"]["example"] = sent
    answer = next(answer for status, answer in operation["responses"].items() if status[0] == "2")
    if "answered" in example:
        answer["content"]["application/json"]["example"] = example["answered"]
