"""What of marketing can a machine see in a notice? Where it links, what follows the reader, and pictures.

It sees no more than that. Whether words promote something is for the two people who read them.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from newsletter.campaigns.converting import links_in
from newsletter.errors import Problem

FOLLOWING = re.compile(r"utm_\w+|mc_[ce]id|_hs\w+|[a-z]{0,2}clid|igshid|mkt_tok|vero_id|oly_\w+|ref_src", re.IGNORECASE)
"""The parameters by which analytics and advertising follow who came from where."""
PLAIN = frozenset({"mailto", "tel"})
_HOST = re.compile(r"[a-z0-9.-]+")
_IN_WORDS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,15}:)?//[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+"
    r"|(?<![@\w./-])(?!values\.)(?:[\w-]+\.)+(?:[a-z]{2,24}/[^\s<>\"')\]]*|(?:no|com|net|org|se|dk|fi|eu|io|info|shop)\b(?!@))",
    re.IGNORECASE,
)
"""What mail programs make a link of by themselves: a bare host too, with a path behind it or an end most have here."""


def marketing_seen(at: str, text: str, *, website: str, declared: Mapping[str, str]) -> list[Problem]:
    """What the text at this pointer holds that a notice may not, each with what to do about it."""
    targets, pictures = links_in(text)
    found = list(_pictures(at, pictures))
    for target in dict.fromkeys([*targets, *_IN_WORDS.findall(text)]):
        found += _wrong_with(at, target, website, declared)
    return list(dict.fromkeys(found))


def holds_link(text: str) -> bool:
    """Whether a mail program would make a link of something in this text."""
    return _IN_WORDS.search(text) is not None


def _pictures(at: str, pictures: list[str]) -> Iterator[Problem]:
    if pictures:
        yield Problem(
            at,
            "picture",
            "A notice carries no pictures: one that is fetched tells who opened the mail (ekomloven § 3-15), and a "
            "banner is advertising. Take it out.",
        )


def _wrong_with(at: str, target: str, website: str, declared: Mapping[str, str]) -> Iterator[Problem]:
    try:
        address = urlsplit(target if "//" in target or ":" in target else f"//{target}")
        host = _spelled(address.hostname or "")
    except ValueError:  # UnicodeError is one
        address, host = urlsplit(""), ""
    if address.scheme in PLAIN:
        return
    if address.scheme not in ("http", "https", "") or not _HOST.fullmatch(host):
        told = "A link begins with https://, mailto: or tel:, and no merge field stands in its host. Write it whole."
        yield Problem(at, "link", told)
    elif not _ours(host, website) and host not in declared:
        yield Problem(
            at,
            "foreign_link",
            f"It links to {host}, which is not the organisation's website. Declare the host in `links` "
            "with the reason why what is there is no marketing, or take the link out.",
        )
    following = [name for name, _ in parse_qsl(address.query, keep_blank_values=True) if FOLLOWING.fullmatch(name)]
    if following:
        yield Problem(
            at, "tracking", f"A link carries {following[0]}, which follows the reader. Take it out of the link."
        )


def _ours(host: str, website: str) -> bool:
    own = _spelled(urlsplit(website).hostname or "").removeprefix("www.")
    return bool(own) and (host == own or host.endswith(f".{own}"))


def _spelled(host: str) -> str:
    """A host as mail programs look it up: `bodø.no` in ASCII (RFC 3490). Raises UnicodeError for none."""
    return host if host.isascii() else host.encode("idna").decode()
