"""How long does a program wait for the API, and a person for the doors, while campaigns are launched and sent?

The service is a process of its own, as `newsletter serve` runs it. Asked are single objects, pages of a hundred at any
depth, sign-ups and one-click, one after another over a kept connection, in turn, so that each meets the same weather.
"""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

from bench.databases import Filled
from bench.figures import Figure
from bench.one_click import launch_on_and_on, links_of
from bench.sending import sink
from newsletter.web.api.fields import Window
from tests.soak.running import installed

TURNS = 300
BARS = {"api_object": 15, "api_page": 50, "sign_up": 50, "one_click": 50}
"""Milliseconds at the 99th percentile."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    body: str | None = None
    content_type: str = "application/json"


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    links = await links_of(filled, TURNS)
    async with sink() as mail_to:
        with tempfile.TemporaryDirectory() as folder:
            installation = installed(filled.settings, filled.api_key, Path(folder), mail_to.port)
            async with installation.serving():
                port = urlsplit(installation.address).port or 0
                launching = asyncio.create_task(launch_on_and_on(port, filled))
                waits = await asyncio.to_thread(_ask_on_and_on, port, filled, links)
                if launching.done():
                    raise SystemExit(f"No campaign was launched: {launching.exception()}")
                launching.cancel()
                await asyncio.wait([launching])
    for name, bar in BARS.items():
        cuts = quantiles(waits[name], n=100)
        yield Figure(filled.named(f"{name}_while_sending_p50"), cuts[49], "ms")
        yield Figure(filled.named(f"{name}_while_sending_p99"), cuts[98], "ms", bar=bar, most=True)


def _ask_on_and_on(port: int, filled: Filled, links: list[str]) -> dict[str, list[float]]:
    """Ask one of each kind in turn; the milliseconds until each answer is read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(asked: Asked) -> Any:
        headers = {"Content-Type": asked.content_type, "Authorization": f"Bearer {filled.api_key}"}
        connection.request(asked.method, asked.path, asked.body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{asked.method} {asked.path} was answered with {answer.status}: {told.decode()[:300]}")
        return json.loads(told) if answer.headers.get_content_type() == "application/json" else None

    kinds = _kinds(ask, links, filled.people)
    waits: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(TURNS):
        for name, requests in kinds.items():
            asked = next(requests)
            began = time.perf_counter()
            ask(asked)
            waits[name].append((time.perf_counter() - began) * 1000)
    return waits


def _kinds(ask: Callable[[Asked], Any], links: list[str], deepest: int) -> dict[str, Iterator[Asked]]:
    """What is asked of each kind, so many times as there are turns."""
    form = ask(Asked("GET", "/api/v1/forms"))["data"][0]
    people = ask(Asked("GET", "/api/v1/subscribers?limit=500"))["data"]
    objects = (Asked("GET", f"/api/v1/subscribers/{people[turn % len(people)]['id']}") for turn in range(TURNS))
    pages = (
        Asked("GET", f"/api/v1/subscribers?limit=100&cursor={_cursor(deepest * turn // TURNS)}")
        for turn in range(TURNS)
    )
    sign_ups = (
        Asked("POST", f"/forms/{form['slug']}", json.dumps(_filled_in(form, number))) for number in range(TURNS)
    )
    leaving = "List-Unsubscribe=One-Click"
    clicks = (Asked("POST", f"/unsubscribe/{link}", leaving, "application/x-www-form-urlencoded") for link in links)
    return {"api_object": objects, "api_page": pages, "sign_up": sign_ups, "one_click": clicks}


def _filled_in(form: Any, number: int) -> dict[str, Any]:
    return {"email": f"new{number}@people.example", "consent": True, "version": form["version"], "language": "en"}


def _cursor(depth: int) -> str:
    return str(Window(limit=1).page([0, 0], [depth, depth + 1])["next_cursor"])
