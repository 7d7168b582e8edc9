"""What does the OpenAPI document say of the headers that many doors know? They are read by none, so none names them."""

from collections.abc import Iterator
from typing import Any

from newsletter.web.repeating import LONGEST_KEY
from newsletter.web.versions import EDITS, Versioned

TEXT = {"type": "string"}
ETAG = {"description": "The version shown. Send it as If-Match with an edit.", "schema": TEXT}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new one, such as a UUID, for each thing to do. Sent again with the same request it is done once, "
    "and answered the same.",
    "schema": {**TEXT, "minLength": 1, "maxLength": LONGEST_KEY},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the version that was seen. Another version is left alone, and told with 412.",
    "schema": TEXT,
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the version that you have. If it is still the same, the answer is an empty 304.",
    "schema": TEXT,
}


def tell(document: dict[str, Any]) -> None:
    """Name them at each operation that knows them."""
    for path, method, operation in _operations(document):
        operation.setdefault("parameters", []).extend(_taken(document["paths"], path, method))
        for status, answer in operation["responses"].items():
            if status in ("200", "201", "202") and _is_versioned(answer):
                answer.setdefault("headers", {})["ETag"] = ETAG


def _taken(paths: dict[str, Any], path: str, method: str) -> Iterator[dict[str, Any]]:
    """The headers that a door takes: an action stands below the thing it is done to."""
    thing = path if method in EDITS | {"GET"} else path.rpartition("/")[0]
    shown = paths.get(thing, {}).get("get", {}).get("responses", {}).get("200", {})
    if method == "POST":
        yield KEY
    if _is_versioned(shown):
        yield IF_NONE_MATCH if method == "GET" else IF_MATCH


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1/"):
                yield path, method.upper(), operation


def _is_versioned(answer: dict[str, Any]) -> bool:
    """Whether the answer shows something that can be edited."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2] in {kind.__name__ for kind in Versioned.__subclasses__()}
