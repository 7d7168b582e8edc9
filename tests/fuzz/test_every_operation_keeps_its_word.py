"""Does every operation do as the OpenAPI document says, whatever it is sent?

Schemathesis reads the document and asks each operation what it expects, what lies at the edges of that, and what it
must refuse, with ids that exist and ids that do not. An operation that comes later is asked by itself. The same is
asked every time; `make fuzz F=2000` asks for longer.
"""

import asyncio
import os
from concurrent.futures import Future
from functools import partial
from typing import Any
from uuid import UUID

import hypothesis
import pytest
import requests
import schemathesis
from httpx2 import AsyncClient, Response
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from newsletter.consent.documents import BEGINNINGS
from tests.web.test_other_organisations import OF_THE_API, OPERATIONS, _document
from tests.world import World

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))
AnyCase = Case[Any]
BASE = "https://news.venue.example"
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    negative_data_rejection,
]


def _without_keys(document: Any) -> Any:
    """The document as whoever has every key sees it: other tests try the doors without."""
    for methods in document["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    return document


for kind, beginnings in BEGINNINGS.items():
    files = st.builds(lambda beginning, text: beginning + text.encode(), st.sampled_from(beginnings), st.text())
    schemathesis.openapi.media_type(kind, files)
schemathesis.openapi.media_type("text/csv", st.text().map(lambda rows: f"email,reference,name\n{rows}".encode()))
DOCUMENT = schemathesis.openapi.from_dict(_without_keys(_document()))
DOCUMENT.config.checks.negative_data_rejection.expected_statuses = ["4xx"]
"""Which of them, `status_code_conformance` knows: an outdated If-Match is told before a wrong body is looked into."""
STEADY = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)

LIKELY: dict[str, Any] = {
    "email": ["anne@people.example", "eve@people.example", "no@people.example", "Ø@x.example", "a@b"],
    "sender_email": ["news@venue.example"],
    "reply_to": ["", "post@venue.example"],
    "language": ["nb", "en", "sv"],
    "country": ["NO", "SE", ""],
    "happened_at": ["2026-01-01T12:00:00Z", "1999-12-31T23:59:59.999999+14:00"],
    "at": ["2026-12-01T09:00", "2027-03-28T02:30"],
    "zone": ["Europe/Oslo", "UTC"],
    "code": ["season-tickets", "theatre-shows"],
    "to": ["season-tickets", ["me@venue.example"]],
    "product_groups": [["season-tickets"], []],
    "subject": ["Hello {{ subscriber.name }}", "{{ nothing }}"],
    "body": ["{% if subscriber.name %}Hi{% endif %}", "# Hello\n\n{{ subscriber.email }}"],
}
"""What would hardly be found by chance."""


def _asks(client: AsyncClient, loop: asyncio.AbstractEventLoop, case: AnyCase) -> Response:
    """Send it from Hypothesis's thread through the loop in which the service lives."""
    sent = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    headers = [(name.encode("latin-1"), str(value).encode("latin-1")) for name, value in sent.headers.items()]
    body: Any = sent.body
    request = client.build_request(str(sent.method), str(sent.url), content=body, headers=headers)
    future: Future[Response] = asyncio.run_coroutine_threadsafe(client.send(request), loop)
    return future.result(60)


def _is_uid(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _filled(value: Any, name: str, ids: dict[str, str], choose: Any) -> Any:
    """The value with ids that exist and words that mean something, each of the kind that stood there."""
    if isinstance(value, dict):
        return {key: _filled(inner, key, ids, choose) for key, inner in value.items()}
    if isinstance(value, list) and name not in LIKELY:
        return [_filled(inner, name.removesuffix("s"), ids, choose) for inner in value]
    known = ids.get(name.removesuffix("_id"))
    if known and _is_uid(value):
        return known
    if value is not None and name in LIKELY:
        fits = [each for each in LIKELY[name] if type(each) is type(value)]
        return choose(fits) if fits else value
    return value


def _meets_what_is_there(case: AnyCase, ids: dict[str, str], choose: Any) -> None:
    """Let the ids of the request name what exists, and its words mean something."""
    for name, value in list(case.path_parameters.items()):
        known = ids.get(name.removesuffix("_id"))
        if known and (_is_uid(value) or name == "code"):
            case.path_parameters[name] = known
    for name, value in list(case.query.items()):
        if _is_uid(value) and name.removesuffix("_id") in ids:
            case.query[name] = ids[name.removesuffix("_id")]
    if isinstance(case.body, dict) and case.meta and case.meta.generation.mode.is_positive:
        case.body = _filled(case.body, "", ids, choose)


TELLS_OF_EACH = {"POST /api/v1/sales/batch"}
"""What answers 200 though it refused some of many."""
MANY = 100


@pytest.mark.parametrize("name", OF_THE_API)
async def test_it_answers_as_documented_whatever_it_is_sent(name: str, asked: tuple[World, AsyncClient]) -> None:
    world, client = asked
    method, path, _ = OPERATIONS[name]
    operation = DOCUMENT[path][method]
    loop = asyncio.get_running_loop()
    await asyncio.to_thread(_ask_edges, operation, world.ids, partial(_asks, client, loop))
    await asyncio.to_thread(_ask_widely, operation, world.ids, partial(_asks, client, loop))


def _ask_edges(operation: Any, ids: dict[str, str], ask: Any) -> None:
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    generation = DOCUMENT.config.generation_for(operation=operation, phase="coverage")
    for case in DOCUMENT.iter_coverage_cases(operation, generation_modes=modes, generation_config=generation):
        _meets_what_is_there(case, ids, lambda values: values[0])
        if _is_long(case):
            continue
        _check(case, ask(case))


def _ask_widely(operation: Any, ids: dict[str, str], ask: Any) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @STEADY
        @given(case=operation.as_strategy(generation_mode=mode), data=st.data(), fill=st.integers(0, 4))
        def widely(case: AnyCase, data: st.DataObject, fill: int) -> None:
            if fill:
                _meets_what_is_there(case, ids, lambda values: data.draw(st.sampled_from(values)))
            _check(case, ask(case))

        try:
            widely()
        except hypothesis.errors.Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # it takes nothing that could be wrong


def _is_long(case: AnyCase) -> bool:
    """A thousand good sales are a second's work, and no edge."""
    return isinstance(case.body, dict) and any(isinstance(v, list) and len(v) > MANY for v in case.body.values())


def _check(case: AnyCase, answer: Response) -> None:
    checks = [c for c in CHECKS if c is not negative_data_rejection or case.operation.label not in TELLS_OF_EACH]
    case.validate_response(answer, checks=checks)
