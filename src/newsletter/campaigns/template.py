"""What may a marketer write? A small, closed part of Jinja: merge fields, filters and conditions.

The sandbox keeps a template from reaching the program; it does not keep one from filling the memory. So what
could grow (loops, macros, arithmetic, calls) is not in the language at all, and is refused with its line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

FIELDS: Mapping[str, str] = {
    "subscriber.name": "the person's name, empty when unknown",
    "subscriber.email": "the address the message goes to",
    "list.name": "the name of the mailing list",
    "organisation.name": "the sender's name",
    "unsubscribe_url": "the person's own link for leaving the list",
}
"""The merge fields there are."""

FILTERS = frozenset({"default", "d", "upper", "lower", "title", "capitalize", "trim", "truncate", "e", "escape"})
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.Filter,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Keyword,
)  # fmt: skip
ROOTS = {field.partition(".")[0] for field in FIELDS}
LONGEST_TRUNCATION = 10_000  # characters


@dataclass(frozen=True)
class Mistake:
    """Something in a template that cannot be used: where and what to do."""

    line: int
    message: str


def _environment(*, html: bool) -> Environment:
    environment = ImmutableSandboxedEnvironment(autoescape=html, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


HTML = _environment(html=True)
TEXT = _environment(html=False)


def mistakes(source: str) -> list[Mistake]:
    """Everything in the template that would not work, with its line. Empty when it is fine."""
    try:
        tree = TEXT.parse(source)
        TEXT.from_string(source)
    except TemplateSyntaxError as error:
        return [Mistake(error.lineno, f"{error.message} Merge fields look like {{{{ subscriber.name }}}}.")]
    found: list[Mistake] = []
    for node in _walk(tree):
        if (message := _wrong_with(node)) is not None:
            found.append(Mistake(node.lineno, message))
    return list(dict.fromkeys(found))


def _walk(node: nodes.Node) -> list[nodes.Node]:
    """The node and what it holds, but not the inside of a merge field: that is judged whole."""
    if isinstance(node, (nodes.Getattr, nodes.Name)) or not isinstance(node, ALLOWED):
        return [node]
    return [node, *(inner for child in node.iter_child_nodes() for inner in _walk(child))]


def _wrong_with(node: nodes.Node) -> str | None:
    if isinstance(node, (nodes.Name, nodes.Getattr)):
        name = _dotted(node)
        return None if name in FIELDS else f"There is no merge field {name}. There are: {', '.join(FIELDS)}."
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"There is no filter {node.name}. There are: {', '.join(sorted(FILTERS))}."
    if isinstance(node, nodes.Const) and isinstance(node.value, int) and abs(node.value) > LONGEST_TRUNCATION:
        return f"A number here may be at most {LONGEST_TRUNCATION}."
    if not isinstance(node, ALLOWED):
        return f"A campaign may use merge fields, filters and conditions, not '{type(node).__name__.lower()}'."
    return None


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else f"({type(node).__name__.lower()})"


@lru_cache(maxsize=256)
def compiled(source: str, *, html: bool) -> Template:
    """The template, ready to fill in. Compiled once for each text."""
    return (HTML if html else TEXT).from_string(source)


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STAND_IN = re.compile(r"mergefield(\d+)end")


@dataclass(frozen=True)
class Shielded:
    """A template whose tags were replaced by plain words, so that it can be converted as prose."""

    prose: str
    tags: tuple[str, ...]

    def restore(self, converted: str) -> str:
        return _STAND_IN.sub(lambda match: self.tags[int(match[1])], converted)


def shield(source: str) -> Shielded:
    """Take the tags out of the way of a converter (Markdown to HTML, HTML to text) that would mangle them."""
    tags: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        tags.append(match[0])
        return f"mergefield{len(tags) - 1}end"

    return Shielded(_TAG.sub(stand_in, source), tuple(tags))
