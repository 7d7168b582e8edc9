"""What in a campaign is each person's own? Its parts as words that all share, and places that are filled for each.

What a template says without naming anybody is rendered once. A merge field that stands by itself is looked up and
escaped for its part. What else names the person, a condition or a filter, is compiled by itself in the same sandbox.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jinja2 import Environment, nodes
from markupsafe import escape

from newsletter.campaigns import template
from newsletter.campaigns.converting import parts
from newsletter.campaigns.rendering import Original, Rendered, framed, one_line

Values = dict[str, Any]
"""All merge fields, as they are for one person."""

Place = Callable[[Values], str]
"""What is different for each person: the text that stands there, for these values."""

Pieces = tuple[str | Place, ...]
"""A text in order: what all share, and the places."""

URL = "unsubscribe_url"
MOST_PLACES = 25  # different ones in a part: each takes a millisecond to compile, and some microseconds to fill
_MAY_BEGIN = re.compile(r"<html|<(h(tm?)?)?\Z", re.IGNORECASE)


def _escaping(place: Place) -> Place:
    return lambda values: escape(place(values))


PLAIN: Mapping[str, Place] = {
    "subscriber.name": lambda values: values["subscriber"]["name"],
    "subscriber.email": lambda values: values["subscriber"]["email"],
    URL: lambda values: values["unsubscribe_url"],
}
ESCAPED = {field: _escaping(place) for field, place in PLAIN.items()}
"""The merge fields that are each person's own, as they stand in text and in HTML."""


@dataclass(frozen=True)
class Cut:
    """A campaign's message in pieces. It holds nobody's values."""

    subject: Pieces
    html: Pieces
    text: Pieces


def cut(original: Original) -> Cut | None:
    """The message in pieces. Filled for somebody, they say letter for letter what `render` does; it raises the same.

    None where that would gain nothing, or where it depends on the person whether the HTML is a whole document.
    """
    html_source, text_source = parts(original.body, original.body_format)
    html = _pieces(html_source, original.shared(), template.HTML)
    text = _pieces(text_source, original.shared(), template.TEXT)
    subject = _pieces(original.subject, original.shared(), template.TEXT)
    if html is None or text is None or subject is None:
        return None
    whole = any(isinstance(piece, str) and "<html" in piece.lower() for piece in html)
    if not whole and _may_become_whole(html_source, html):
        return None
    return _framed(original, _then(one_line, subject), html, _stripped(text), whole=whole)


def _framed(original: Original, subject: Pieces, html: Pieces, text: Pieces, *, whole: bool) -> Cut:
    mark = f"place{secrets.token_hex(16)}n"  # what nobody can guess, nobody can have written
    names = Rendered(subject=f"{mark}1", html=f"{mark}2", text=f"{mark}3")
    page = framed(original, names, f"{mark}4", whole=whole)
    return Cut(
        subject=_then(str.strip, _spliced(page.subject, {names.subject: subject})),
        html=_spliced(page.html, {names.subject: _escaped(subject), names.html: html, f"{mark}4": (ESCAPED[URL],)}),
        text=_spliced(page.text, {names.text: text, f"{mark}4": (PLAIN[URL],)}),
    )


def filled(pieces: Pieces, values: Values) -> str:
    """The text for one person."""
    return "".join([piece if isinstance(piece, str) else piece(values) for piece in pieces])


def _pieces(source: str, shared: Values, environment: Environment) -> Pieces | None:
    """A template in pieces; None where it holds so many different tags that a whole rendering is as fast."""
    found: list[str | Place] = []
    places: dict[str, Place] = {}
    for node in _outermost(environment.parse(source)):
        if isinstance(node, nodes.TemplateData):
            found.append(node.data)
            continue
        if (place := places.get(said := repr(node))) is None:
            if len(places) == MOST_PLACES:
                return None
            place = places[said] = _place(node, environment)
        found.append(place if _is_own(node) else place(shared))
    return tuple(_joined(found))


def _outermost(tree: nodes.Template) -> Iterator[nodes.Node]:
    for node in tree.body:
        yield from node.nodes if isinstance(node, nodes.Output) else (node,)


def _is_own(node: nodes.Node) -> bool:
    fields = (node, *node.find_all((nodes.Name, nodes.Getattr)))
    return any(template.dotted(field) in PLAIN for field in fields)


def _place(node: nodes.Node, environment: Environment) -> Place:
    alone = (ESCAPED if environment.autoescape else PLAIN).get(template.dotted(node))
    return alone or _compiled(node, environment)


def _compiled(node: nodes.Node, environment: Environment) -> Place:
    statement = node if isinstance(node, nodes.Stmt) else nodes.Output([node], lineno=node.lineno)
    tree = nodes.Template([statement], lineno=node.lineno)
    tree.set_environment(environment)
    made = environment.from_string(tree)
    # What `render` does, without copying all fields once more: there are no globals to add to them.
    return lambda values: "".join(made.root_render_func(made.new_context(values, shared=True)))


def _escaped(pieces: Pieces) -> Pieces:
    return tuple(str(escape(piece)) if isinstance(piece, str) else _escaping(piece) for piece in pieces)


def _may_become_whole(source: str, pieces: Pieces) -> bool:
    """Whether `<html` could come about for somebody: by a condition, or of words before a field and its value."""
    words = [node.data for node in template.HTML.parse(source).find_all(nodes.TemplateData)]
    words += [piece for piece in pieces if isinstance(piece, str)]
    return any(_MAY_BEGIN.search(word) for word in words)


def _then(change: Callable[[str], str], pieces: Pieces) -> Pieces:
    """What is done to the whole text: once where all share it, else for each."""
    if all(isinstance(piece, str) for piece in pieces):
        return (change(filled(pieces, {})),)
    return (lambda values: change(filled(pieces, values)),)


def _stripped(pieces: Pieces) -> Pieces:
    """What `strip` leaves of the text, whatever stands in its places. Only what could be an end waits for them."""
    solid = {number: piece for number, piece in enumerate(pieces) if isinstance(piece, str) and piece.strip()}
    if not solid:
        return _then(str.strip, pieces)
    first, last = min(solid), max(solid)
    begin, end = solid[first], solid[last]
    before = _then(str.lstrip, (*pieces[:first], begin[: -len(begin.lstrip())]))
    after = _then(str.rstrip, (end[len(end.rstrip()) :], *pieces[last + 1 :]))
    if first == last:
        return tuple(_joined((*before, begin.strip(), *after)))
    return tuple(_joined((*before, begin.lstrip(), *pieces[first + 1 : last], end.rstrip(), *after)))


def _spliced(page: str, marked: Mapping[str, Pieces]) -> Pieces:
    found: list[str | Place] = []
    for piece in re.split(f"({'|'.join(marked)})", page):
        found += marked.get(piece, (piece,))
    return tuple(_joined(found))


def _joined(pieces: Iterable[str | Place]) -> Iterator[str | Place]:
    """The same with what all share in as few pieces as can be."""
    for is_place, run in groupby(pieces, key=callable):
        if is_place:
            yield from run
        elif words := "".join(str(piece) for piece in run):
            yield words
