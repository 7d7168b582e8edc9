"""Which shapes does a caller meet, and by what names? The schemas of the document, named and cut to those."""

import json
import re
from collections import Counter
from collections.abc import Iterable

from generate.reading import Schema, singular

CHECKED_BY_THE_SERVICE = {
    "minLength", "maxLength", "pattern", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "examples", "propertyNames",
}  # fmt: skip
"""What a client that checked it too would break on, once the service allows more."""
REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')


def renamed(document: Schema) -> Schema:
    """The document with names a person would give: `reviews.RuleShown` of two is `ReviewRuleShown`."""
    schemas = document["components"]["schemas"]
    shared = Counter(name.rpartition("__")[2] for name in schemas)
    new = {name: _name(name, alone=shared[name.rpartition("__")[2]] == 1) for name in schemas}
    text = REFERENCE.sub(lambda found: _reference(new[found[1]]), json.dumps(document))
    told: Schema = json.loads(text)
    told["components"]["schemas"] = {new[name]: schema for name, schema in told["components"]["schemas"].items()}
    return told


def _name(name: str, *, alone: bool) -> str:
    path, _, plain = name.rpartition("__")
    room = singular(path.rpartition("__")[2]).title().replace("_", "")
    return plain if alone or plain.startswith(room) else f"{room}{plain}"


def _reference(name: str) -> str:
    return f'"$ref": "#/components/schemas/{name}"'


def met(document: Schema, names: Iterable[str]) -> Schema:
    """The document's schemas of these names, and of all that these hold."""
    schemas, wanted, left = document["components"]["schemas"], set[str](), set(names)
    while left:
        name = left.pop()
        wanted.add(name)
        left |= set(REFERENCE.findall(json.dumps(schemas[name]))) - wanted
    kept = {name: _kinds_alone(schema) for name, schema in sorted(schemas.items(), key=_words_first) if name in wanted}
    return {"openapi": document["openapi"], "info": document["info"], "paths": {}, "components": {"schemas": kept}}


def _words_first(named: tuple[str, Schema]) -> tuple[bool, str]:
    """Closed sets of words before the shapes whose defaults they are."""
    name, schema = named
    return "enum" not in schema, name


def _kinds_alone(schema: Schema) -> Schema:
    """A schema without limits and titles: which fields there are, and of which kind."""
    kept = {name: told for name, told in schema.items() if name not in CHECKED_BY_THE_SERVICE | {"title"}}
    if kept.get("additionalProperties") is False:
        del kept["additionalProperties"]
    for holder in ("properties", "$defs"):
        if holder in kept:
            kept[holder] = {name: _kinds_alone(inner) for name, inner in kept[holder].items()}
    for holder in ("items", "additionalProperties"):
        if isinstance(kept.get(holder), dict):
            kept[holder] = _kinds_alone(kept[holder])
    for holder in ("anyOf", "oneOf", "allOf"):
        if holder in kept:
            kept[holder] = [_kinds_alone(inner) for inner in kept[holder]]
    return kept
