"""Is anything a fault of ours that no document foresees? Odd spellings, charsets, numbers, queries, at every door."""

import pytest

from tests.web.test_other_organisations import ATTEMPTS, OF_THE_API, OPERATIONS, _filled
from tests.world import World

KINDS = [
    "application/json; charset=utf-16",
    "application/json; charset=nonsense",
    "application/json;;;=",
    "APPLICATION/JSON",
    "application/vnd.api+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "text/plain",
    "*/*",
    "",
    "\xff/\xfe",
]
NOTHING = (b"{}", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}")
"""An empty object; in UTF-16 and with a mark before it, it is read all the same."""
BODIES = [
    *NOTHING,
    b"",
    b"null",
    b"0",
    b"[]",
    b'""',
    b"NaN",
    b"-Infinity",
    b'{"id":',
    b"{'id': 1}",
    b'{"limit": 9223372036854775808}',
    b'{"at_most": 1' + b"0" * 400 + b"}",
    b'{"n": 1' + b"0" * 5000 + b"}",
    b'{"at": 1e999}',
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b"[" * 5000,
    b'{"email": "\\ud800", "email": "\\u0000"}',
    b'{"\\ud800": 1}',
    b'{"\\u0000": 1}',
    b"\x1f\x8b\x08\x00nonsense",
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b\r\nX: y"\r\n\r\n1\r\n--x--',
]
QUERIES = [
    "limit=1&limit=2",
    "limit=1e3",
    "limit=%EF%BC%91",
    "limit=9223372036854775808",
    "limit=" + "9" * 5000,
    "limit=1_0",
    "limit=+1",
    "cursor=%00",
    "cursor=%F0%9F%98%80",
    "cursor=" + "A" * 5000,
    "cursor=YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5",
    "&&&===",
    "%",
    "%zz=%zz",
    "%00=%00",
    "email=%ED%A0%80",
    "language=%00",
    "open=%00",
    "state[]=queued",
    "a=" * 500,
    "limit[0]=1",
    "cursor=a&cursor=b",
]
PLACES = [
    "%00",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "..",
    "%2e%2e",
    "%2F",
    "%5C",
    "0",
    "-1",
    "9223372036854775808",
    "x" * 8000,
    "null",
    "%0d%0aX-Evil:%20y",
    "{{7*7}}",
    "00000000-0000-0000-0000-00000000000g",
    "%EF%BC%91",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "*",
    "%",
]


@pytest.mark.parametrize("name", OF_THE_API)
async def test_nonsense_is_refused_and_no_fault_of_ours(quiet_world: World, name: str) -> None:
    method, template, _ = OPERATIONS[name]
    path = _filled(template.replace("{", "<").replace("_id}", ">").replace("}", ">"), quiet_world.ids)
    whole = path + ATTEMPTS[name].query
    before = await quiet_world.everything_stored()
    asked: list[tuple[str, bytes, str]] = [(f"{path}?{query}", b"", "application/json") for query in QUERIES]
    if ATTEMPTS[name].body is not None and name != "create_consent_document":
        in_earnest = NOTHING if ATTEMPTS[name].body == {} else ()
        asked += [(whole, body, "application/json") for body in BODIES if body not in in_earnest]
        asked += [(whole, b'{"email": "anne@people.example\\r\\nBcc: x@y.example"}', kind) for kind in KINDS]
    if "{" in template:
        begin, _, rest = template.partition("{")
        after = rest.partition("}")[2].replace("{", "<").replace("_id}", ">").replace("}", ">")
        asked += [(begin + place + _filled(after, quiet_world.ids), b"", "application/json") for place in PLACES]
    changing = method != "GET" and ATTEMPTS[name].body is None
    for address, body, kind in asked:
        if changing and address.startswith(path):
            continue  # it takes no body and no query: this would be asking in earnest
        headers = [(b"Content-Type", kind.encode("latin-1"))] if kind else []
        answer = await quiet_world.marketer.request(method, address, content=body, headers=headers)
        assert answer.status_code < 500, (method, address[:200], body[:80], kind)
        assert "x-evil" not in answer.headers
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize(
    "path", ["/forms/konsertprogrammet", "/confirm/x", "/address/x", "/unsubscribe/x", "/unsubscribe/x/"]
)
async def test_nonsense_at_a_public_door_is_no_fault_of_ours(quiet_world: World, path: str) -> None:
    before = await quiet_world.everything_stored()
    for body in BODIES:
        for kind in KINDS:
            headers = [(b"Content-Type", kind.encode("latin-1"))] if kind else []
            answer = await quiet_world.visitor.post(path, content=body, headers=headers)
            assert answer.status_code < 500, (path, body[:80], kind)
    for method in ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"):
        for query in QUERIES:
            answer = await quiet_world.visitor.request(method, f"{path}?{query}")
            assert answer.status_code < 500, (method, path, query[:80])
    assert await quiet_world.everything_stored() == before
