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
_IN_WORDS = re.compile(r"(?:[a-z][a-z0-9+.-]{0,15}:)?//[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+", re.IGNORECASE)


def marketing_seen(body: str, *, website: str, declared: Mapping[str, str]) -> list[Problem]:
    """What the body holds that a notice may not, each with what to do about it."""
    targets, pictures = links_in(body)
    found = list(_pictures(pictures))
    for target in dict.fromkeys([*targets, *_IN_WORDS.findall(body)]):
        found += _wrong_with(target, website, declared)
    return list(dict.fromkeys(found))


def holds_link(text: str) -> bool:
    """Whether a mail program would make a link of something in this text."""
    return _IN_WORDS.search(text) is not None


def _pictures(pictures: list[str]) -> Iterator[Problem]:
    if pictures:
        yield Problem(
            "/body",
            "picture",
            "A notice carries no pictures: one that is fetched tells who opened the mail (ekomloven § 3-15), and a "
            "banner is advertising. Take it out.",
        )


def _wrong_with(target: str, website: str, declared: Mapping[str, str]) -> Iterator[Problem]:
    try:
        address = urlsplit(target if "//" in target or ":" in target else f"//{target}")
        host = address.hostname or ""
    except ValueError:
        address, host = urlsplit(""), ""
    if address.scheme in PLAIN:
        return
    if address.scheme not in ("http", "https", "") or not _HOST.fullmatch(host):
        told = "A link begins with https://, mailto: or tel:, and no merge field stands in its host. Write it whole."
        yield Problem("/body", "link", told)
    elif not _ours(host, website) and host not in declared:
        yield Problem(
            "/body",
            "foreign_link",
            f"It links to {host}, which is not the organisation's website. Declare the host in `links` "
            "with the reason why what is there is no marketing, or take the link out.",
        )
    following = [name for name, _ in parse_qsl(address.query, keep_blank_values=True) if FOLLOWING.fullmatch(name)]
    if following:
        yield Problem(
            "/body", "tracking", f"A link carries {following[0]}, which follows the reader. Take it out of the link."
        )


def _ours(host: str, website: str) -> bool:
    own = (urlsplit(website).hostname or "").removeprefix("www.")
    return bool(own) and (host == own or host.endswith(f".{own}"))
