"""What can be asked, of what, with what, and what comes back? Read from an OpenAPI document."""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"uuid": "UUID | str", "date-time": "datetime", "date": "date", "binary": "bytes"}
THE_CLIENT_MAKES_IT = ("idempotency-key", "authorization")


@dataclass(frozen=True)
class Argument:
    """What a caller gives, and where it travels."""

    name: str
    wire: str
    kind: str
    where: str
    required: bool
    means: str = ""


@dataclass
class Operation:
    """One thing that can be asked."""

    name: str
    method: str
    path: str
    says: str
    arguments: list[Argument] = field(default_factory=list)
    #: How the answer comes: `model`, `listing`, `rows`, `nothing`, `bytes`, `either` (a model or bytes) or `events`.
    answers: str = "nothing"
    of: str = ""
    media: list[str] = field(default_factory=list)

    def placed(self, where: str) -> list[Argument]:
        return [argument for argument in self.arguments if argument.where == where]


def groups(document: Schema) -> dict[str, list[Operation]]:
    """Every operation under its tag, in the document's order."""
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if told := item.get(method):
                shared = item.get("parameters", [])
                tag = told["tags"][0].replace("-", "_").replace(" ", "_").lower()
                found.setdefault(tag, []).append(_operation(document, path, method, told, shared, tag))
    return found


def _operation(document: Schema, path: str, method: str, told: Schema, shared: list[Schema], tag: str) -> Operation:
    says = (told.get("description") or told.get("summary") or "").strip()
    operation = Operation(method_name(told["operationId"], tag), method.upper(), path, says)
    _read_answer(document, told, operation)
    taken: set[str] = set()
    for argument in [*_parameters(document, [*shared, *told.get("parameters", [])], operation), *_body(document, told)]:
        name = argument.name if argument.name not in taken else f"new_{argument.name}"
        taken.add(name)
        operation.arguments.append(
            Argument(name, argument.wire, argument.kind, argument.where, argument.required, argument.means)
        )
    content = told.get("requestBody", {}).get("content", {})
    operation.media = [] if "application/json" in content else list(content)
    return operation


def method_name(operation_id: str, tag: str) -> str:
    """`create_campaign` among campaigns is `create`; what is more than a verb and its group stays whole."""
    for ending in (f"_{tag}", f"_{singular(tag)}"):
        if "_" not in (verb := operation_id.removesuffix(ending)):
            return verb
    return operation_id


def singular(word: str) -> str:
    return word.removesuffix("s") if not word.endswith("ies") else f"{word[:-3]}y"


def _parameters(document: Schema, told: list[Schema], operation: Operation) -> Iterator[Argument]:
    for one in (resolved(document, one) for one in told):
        paging = operation.answers == "listing" and one["name"] in ("limit", "cursor")
        if one["name"].lower() in THE_CLIENT_MAKES_IT or paging:
            continue
        means = one.get("description", "")
        kind = annotation(document, one["schema"])
        yield Argument(python_name(one["name"]), one["name"], kind, one["in"], one.get("required", False), means)


def _body(document: Schema, told: Schema) -> Iterator[Argument]:
    """Each field of a JSON body is an argument; a body that is something else is one."""
    content = told.get("requestBody", {}).get("content", {})
    if not content:
        return
    if "application/json" not in content:
        yield Argument("content", "content", "bytes", "content", required=True)
        return
    schema = resolved(document, content["application/json"]["schema"])
    if "properties" not in schema:
        yield Argument("body", "body", annotation(document, schema), "whole", required=True)
    for name, one in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        kind = annotation(document, one)
        yield Argument(python_name(name), name, kind, "body", required, one.get("description", ""))


def _read_answer(document: Schema, told: Schema, operation: Operation) -> None:
    content: Schema = next(
        (one.get("content", {}) for code, one in told["responses"].items() if code.startswith("2")), {}
    )
    schema = content.get("application/json", {}).get("schema")
    if "text/event-stream" in content:
        operation.answers = "events"
    elif schema is None:
        operation.answers = "bytes" if content else "nothing"
    elif (row := _row(document, schema)) is not None:
        operation.answers = "listing" if operation.method == "GET" else "rows"
        operation.of = annotation(document, row, given=False)
    else:
        chosen = any(parameter.get("name") == "format" for parameter in told.get("parameters", []))
        operation.answers = "either" if chosen else "model"
        operation.of = annotation(document, schema, given=False)


def _row(document: Schema, schema: Schema) -> Schema | None:
    """What stands in `data`, when the answer is a listing."""
    schema = resolved(document, schema)
    fields = schema.get("properties", {})
    data = fields.get("data") if fields.keys() <= {"data", "next_cursor"} else None
    if not fields:  # {"data": […]}, told as an object with any names
        data = schema.get("additionalProperties")
    row: Schema | None = data.get("items") if isinstance(data, dict) else None
    return row


def resolved(document: Schema, schema: Schema) -> Schema:
    """The schema itself, where only a reference to it stands."""
    while reference := schema.get("$ref"):
        schema = document
        for step in reference.removeprefix("#/").split("/"):
            schema = schema[step]
    return schema


def annotation(document: Schema, schema: Schema, *, given: bool = True) -> str:
    """The Python type of a value: as wide as can be for one that is given, exact for one that comes back."""
    if reference := schema.get("$ref"):
        return str(reference.rpartition("/")[2])
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(annotation(document, one, given=given) for one in options))
    if len(parts := schema.get("allOf", [])) == 1:
        return annotation(document, parts[0], given=given)
    if "enum" in schema or "const" in schema:
        words = ", ".join(repr(word) for word in schema.get("enum", [schema.get("const")]))
        return f"Literal[{words}]"
    kind = schema.get("type")
    if kind == "array":
        inner = annotation(document, schema.get("items", {}), given=given)
        return f"{'Sequence' if given else 'builtins.list'}[{inner}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        inner = annotation(document, more, given=given) if isinstance(more, dict) else "Any"
        return f"{'Mapping' if given else 'dict'}[str, {inner}]"
    if kind == "string" and (told := FORMATS.get(schema.get("format", ""))):
        return told if given else told.removesuffix(" | str")
    return SIMPLE.get(kind or "", "Any")


def python_name(wire: str) -> str:
    name = re.sub(r"\W", "_", wire).lower()
    return f"{name}_" if keyword.iskeyword(name) else name
