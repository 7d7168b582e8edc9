"""What may a marketer write? A small, closed part of Jinja: merge fields, filters and conditions.

The sandbox keeps a template from reaching the program; it does not keep one from filling the memory, and Jinja
computes constants when it compiles. So the tree is judged before anything is compiled: what could grow (loops,
macros, arithmetic, calls) is not in the language at all, what could fail for one person (comparing a text with
a number) neither, and each is refused with its line.
"""

from collections.abc import Callable, Iterator, Mapping
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
"""The merge fields there are. Each is a text."""

FILTERS: Mapping[str, tuple[str, ...]] = {
    "default": ("default_value", "boolean"), "d": ("default_value", "boolean"),
    "truncate": ("length", "killwords"),
    "upper": (), "lower": (), "title": (), "capitalize": (), "trim": (), "e": (), "escape": (),
}  # fmt: skip
"""The filters there are, each with what it may be given."""

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.Filter,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Keyword,
)  # fmt: skip
LONGEST = 100_000  # characters; beyond it Gmail cuts the message off, and the link for leaving with it
DEEPEST = 25  # things within things, so that neither Jinja's recursion nor Python's ends a rendering
MOST_PARTS = 2_500  # some 600 merge fields
SHORTEST_TRUNCATION, LONGEST_TRUNCATION = 3, 10_000  # characters; the dots alone are three


@dataclass(frozen=True)
class Mistake:
    """Something in a template that cannot be used: where and what to do."""

    line: int
    message: str


def _default(value: str, default_value: str = "", boolean: bool = True) -> str:
    """Another text where the field is empty. Jinja's own minds only what is missing, and a field never is."""
    return value or default_value


def _environment(*, html: bool) -> Environment:
    environment = ImmutableSandboxedEnvironment(autoescape=html, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.globals.clear()
    # Each part is escaped for what it is, by itself; the filter that people know for it need not do anything.
    ours = {"default": _default, "d": _default, "e": str, "escape": str}
    environment.filters = {name: ours.get(name) or environment.filters[name] for name in FILTERS}
    return environment


HTML = _environment(html=True)
TEXT = _environment(html=False)


def mistakes(source: str, fields: Mapping[str, str] = FIELDS) -> list[Mistake]:
    """Everything in the template that would not work, with its line. Empty when it is fine.

    `fields` are the merge fields there are: a campaign's, unless it is said.
    """
    if len(source) > LONGEST:
        return [Mistake(1, f"A campaign may have at most {LONGEST} characters. Make it shorter.")]
    try:
        tree = TEXT.parse(source)
    except TemplateSyntaxError as error:
        return [Mistake(error.lineno, f"{error.message} Merge fields look like {{{{ {next(iter(fields))} }}}}.")]
    except (RecursionError, ValueError):  # ValueError: a number of more than 4300 digits
        return [Mistake(1, "A tag is nested too deep, or holds too long a number. Make it simpler.")]
    if (excess := _excess(tree)) is not None:
        return [excess]
    found = [Mistake(node.lineno, message) for node in _walk(tree) if (message := _wrong_with(node, fields))]
    return list(dict.fromkeys(found))


def _excess(tree: nodes.Node) -> Mistake | None:
    """What is too deep or too much to be looked at further."""
    waiting, seen = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_PARTS:
            return Mistake(node.lineno, "There are too many tags here, or too many within each other. Use fewer.")
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]
    return None


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and what it holds, but not the inside of a merge field: that is judged whole."""
    yield node
    if isinstance(node, ALLOWED) and not isinstance(node, (nodes.Getattr, nodes.Name)):
        for child in node.iter_child_nodes():
            yield from _walk(child)


def _wrong_with(node: nodes.Node, fields: Mapping[str, str]) -> str | None:
    match node:
        case nodes.Name() | nodes.Getattr():
            name = dotted(node)
            return None if name in fields else f"There is no merge field {name}. There are: {', '.join(fields)}."
        case nodes.Filter():
            return _wrong_with_filter(node)
        case nodes.Const(value=None):
            return "There is no such value. Write a text in quotes."
        case nodes.Const(value=int() | float() as number) if not abs(number) <= LONGEST_TRUNCATION:
            return f"A number here may be at most {LONGEST_TRUNCATION}."
        case nodes.Compare(expr=first, ops=others) if not all(map(_is_text, [first, *(o.expr for o in others)])):
            return "Only texts can be compared, such as subscriber.name == 'Anne'."
        case _ if not isinstance(node, ALLOWED):
            return f"A campaign may use merge fields, filters and conditions, not '{type(node).__name__.lower()}'."
    return None


def _wrong_with_filter(node: nodes.Filter) -> str | None:
    if node.name not in FILTERS:
        return f"There is no filter {node.name}. There are: {', '.join(sorted(FILTERS))}."
    if node.node is None or not _is_text(node.node):
        return f"The filter {node.name} works on a text: a merge field, or words in quotes."
    wanted = FILTERS[node.name]
    given: list[tuple[str, nodes.Node]] = [*zip(wanted, node.args, strict=False)]
    given += [(str(keyword.key), keyword.value) for keyword in node.kwargs]
    names = [name for name, _ in given]
    known = len(node.args) <= len(wanted) and len(set(names)) == len(names) and set(names) <= set(wanted)
    if node.dyn_args or node.dyn_kwargs or not known:
        return f"The filter {node.name} takes {' and '.join(wanted) or 'nothing'} in brackets, no more."
    return next((ARGUMENTS[name][1] for name, value in given if not ARGUMENTS[name][0](value)), None)


def _is_text(node: nodes.Node) -> bool:
    """Whether this is a text for everybody, and never a truth or a number."""
    match node:
        case nodes.Name() | nodes.Getattr() | nodes.Filter():
            return True
        case nodes.Const():
            return isinstance(node.value, str)
        case nodes.CondExpr():
            return _is_text(node.expr1) and node.expr2 is not None and _is_text(node.expr2)
        case nodes.And() | nodes.Or():
            return _is_text(node.left) and _is_text(node.right)
    return False


def _is_length(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and type(node.value) is int and node.value >= SHORTEST_TRUNCATION


def _is_truth(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, bool)


ARGUMENTS: Mapping[str, tuple[Callable[[nodes.Node], bool], str]] = {
    "default_value": (_is_text, "default is given a text, such as default('friend')."),
    "boolean": (_is_truth, "The second thing default is given is true or false."),
    "length": (_is_length, f"truncate is given a number of characters, at least {SHORTEST_TRUNCATION}."),
    "killwords": (_is_truth, "The second thing truncate is given is true or false."),
}


def dotted(node: nodes.Node) -> str:
    """The name of a merge field, or else what kind of node it is."""
    if isinstance(node, nodes.Getattr):
        return f"{dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else f"({type(node).__name__.lower()})"


@lru_cache(maxsize=256)
def compiled(source: str, *, html: bool) -> Template:
    """The template, ready to fill in. Compiled once for each text."""
    return (HTML if html else TEXT).from_string(source)
