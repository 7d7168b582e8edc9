"""How does what a marketer wrote become an HTML and a text part? Markdown to HTML, HTML to text, tags kept whole."""

import re
import secrets
from dataclasses import dataclass
from functools import lru_cache

from inscriptis import get_text
from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement
from inscriptis.model.tag import CustomHtmlTagHandlerMapping
from jinja2 import TemplateSyntaxError
from markdown_it import MarkdownIt

from newsletter.campaigns import template
from newsletter.campaigns.models import BodyFormat
from newsletter.campaigns.template import LONGEST, Mistake

# A reference link is written once and can be repeated a hundred thousand times: links are written where they stand.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("reference")
LONGEST_MARKDOWN = LONGEST // 2  # characters; of what is badly nested, twice as much takes four times as long
LONGEST_TEXT = 3 * LONGEST  # characters
SWALLOWS = (
    "iframe", "math", "noembed", "noframes", "noscript", "object", "plaintext", "script", "select", "style", "svg",
    "template", "textarea", "title", "xmp",
)  # fmt: skip
"""The elements that keep to themselves whatever follows, until they are closed."""


@lru_cache(maxsize=256)
def parts(body: str, body_format: BodyFormat) -> tuple[str, str]:
    """The HTML and the text template of a body that has no mistakes. A Markdown body is its own text part."""
    shielded = shield(body)
    if body_format is BodyFormat.MARKDOWN:
        return shielded.restore(_MARKDOWN.render(shielded.prose)), body
    return body, shielded.restore(_words_of(shielded.prose))


def links_in(body: str) -> tuple[list[str], list[str]]:
    """Where a Markdown body links to, and the pictures it shows. A tag in an address is a word that stands for it."""
    tokens = [inner for token in _MARKDOWN.parse(shield(body).prose) for inner in token.children or ()]
    links = [str(token.attrs.get("href", "")) for token in tokens if token.type == "link_open"]
    return links, [str(token.attrs.get("src", "")) for token in tokens if token.type == "image"]


def mistakes_in_parts(body: str, body_format: BodyFormat) -> list[Mistake]:
    """What the conversion makes unusable of a body that has no mistakes itself."""
    if body_format is BodyFormat.MARKDOWN and len(body) > LONGEST_MARKDOWN:
        return [Mistake(1, f"A body in Markdown may have at most {LONGEST_MARKDOWN} characters. Make it shorter.")]
    html, text = parts(body, body_format)
    try:
        template.compiled(html, html=True)
        template.compiled(text, html=False)
    except TemplateSyntaxError:
        return [
            Mistake(1, "A condition begins or ends where text is dropped, as in a comment. Put it around the text.")
        ]
    if _swallows_what_follows(html):
        return [Mistake(1, "Something is left open, such as a comment, a style or a hidden part. Close it.")]
    if len(text) > LONGEST_TEXT:
        return [Mistake(1, "The text part becomes far longer than the body. Nest fewer lists.")]
    return []


def _swallows_what_follows(html: str) -> bool:
    """Whether the foot with sender and link, which comes after the body, would not be seen."""
    low = html.lower()
    left_open = any(len(re.findall(rf"<{name}[\s>/]", low)) > low.count(f"</{name}") for name in SWALLOWS)
    foot = f"foot{secrets.token_hex(8)}"
    return left_open or foot not in _words_of(f"{html}<p>{foot}</p>")


def _words_of(html: str) -> str:
    """The words of an HTML text, with where its links go. Tables are for layout: a row is a line."""
    config = ParserConfig(css=_CSS, display_links=True, custom_html_tag_handler_mapping=_NO_TABLES)
    config.attribute_handler.attribute_mapping = {"style": _only_hiding}
    text: str = get_text(f"<body>{html}</body>", config)
    return text


def _only_hiding(style: str, element: HtmlElement) -> None:
    """Of all styles a text part minds one. Margins and paddings could make it as long as they like."""
    if "display:none" in style.lower().replace(" ", ""):
        element.display = Display.none


_TABLE = ("table", "tr", "td", "th")
_CELL = HtmlElement(suffix=" ")
_CSS = STRICT_CSS_PROFILE | {"table": HtmlElement(display=Display.block), "tr": HtmlElement(display=Display.block)}
_CSS |= {"td": _CELL, "th": _CELL}
_NO_TABLES = CustomHtmlTagHandlerMapping(start_tag_mapping=dict.fromkeys(_TABLE), end_tag_mapping=dict.fromkeys(_TABLE))


@dataclass(frozen=True)
class Shielded:
    """A template whose tags were replaced by plain words, so that it can be converted as prose."""

    prose: str
    tags: tuple[str, ...]
    stand_in: re.Pattern[str]

    def restore(self, converted: str) -> str:
        """The converted prose with its tags back. What only now looks like a tag is kept from being one."""
        pieces = self.stand_in.split(converted)
        pieces[::2] = [_literally(prose) for prose in pieces[::2]]
        pieces[1::2] = [self.tags[int(number)] for number in pieces[1::2]]
        return "".join(pieces)


def shield(source: str) -> Shielded:
    """Take the tags out of the way of a converter (Markdown to HTML, HTML to text) that would mangle them.

    Jinja itself says what is a tag. The words that stand in for them cannot be guessed, so no text can name one.
    """
    word = f"field{secrets.token_hex(8)}n"
    prose: list[str] = []
    tags: list[str] = []
    tag = ""
    for _, kind, value in template.TEXT.lex(source):
        if kind == "data":
            prose.append(value)
        elif not kind.startswith(("raw", "comment")):
            tag += value
            if kind in ("variable_end", "block_end"):
                prose.append(f"{word}{len(tags)}end")
                tags.append(tag)
                tag = ""
    return Shielded("".join(prose), tuple(tags), re.compile(rf"{word}(\d+)end"))


def _literally(prose: str) -> str:
    """Prose that Jinja leaves alone: an escaped or encoded brace becomes a brace again when it is converted."""
    if "{" not in prose:
        return prose
    return "{% raw %}" + prose.replace("endraw", "end{% endraw %}{% raw %}raw") + "{% endraw %}"
