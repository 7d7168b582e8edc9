"""The law as a question over the API: answered like at any other door, nothing kept, nothing that makes it stumble."""

import json
from typing import Any

import pytest

from newsletter import cases
from newsletter.web.errors import MOST_BYTES
from tests.law.cases import facts
from tests.test_cases import UNREADABLE
from tests.web.test_bad_input import problem_in, refused, sends
from tests.world import World

DECIDE = "/api/v1/law/decide"


@pytest.mark.parametrize("name", ["c01", "c08", "c13", "mailbox-unclear"])
async def test_a_case_is_answered_as_by_hand_and_nothing_is_kept(quiet_world: World, name: str) -> None:
    before = await quiet_world.everything_stored()
    answer = await sends(quiet_world, "POST", DECIDE, json.dumps(facts(name)))
    assert answer.status_code == 200, answer.text
    assert answer.json() == cases.answer(cases.read(json.dumps(facts(name))))
    assert await quiet_world.everything_stored() == before


async def test_only_who_has_a_key_may_ask(quiet_world: World) -> None:
    answer = await quiet_world.visitor.post(DECIDE, json=facts("c01"))
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("told", "pointer", "code"), UNREADABLE, ids=[f"{p} {c} {n}" for n, (_, p, c) in enumerate(UNREADABLE)]
)
async def test_facts_nobody_can_mean_are_refused_by_field(
    quiet_world: World, told: dict[str, Any], pointer: str, code: str
) -> None:
    problem = await refused(quiet_world, "POST", DECIDE, json.dumps(facts("c01", **told)))
    assert pointer in [wrong["pointer"] for wrong in problem["errors"]]


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '"facts"', "[" * 100_000, '{"at": 1' + "0" * 5000 + "}", "NaN", '{"at": NaN}',
     '{"at": "\\ud800"}', '{"\\ud800": 1}',
     '{"sender": {"name": "\\ud800"}, "at": "2026-11-22T10:00:00Z", "message": {}}'],
    ids=["nothing", "half", "null", "list", "text", "deep", "huge number", "no number", "time no number",
         "half a letter for a time", "half a letter for a field", "half a letter for a name"],
)  # fmt: skip
async def test_what_is_no_object_of_facts_is_refused(quiet_world: World, text: str) -> None:
    answer = await sends(quiet_world, "POST", DECIDE, text)
    assert answer.status_code in (400, 422), answer.text
    problem_in(answer)


async def test_more_than_a_megabyte_is_not_read(quiet_world: World) -> None:
    text = json.dumps(facts("c01", consents__0__text="x" * MOST_BYTES))
    assert (await sends(quiet_world, "POST", DECIDE, text)).status_code == 413


async def test_the_question_is_described_with_an_example_that_can_be_asked(quiet_world: World) -> None:
    described = (await quiet_world.visitor.get("/openapi.json")).json()
    operation = described["paths"][DECIDE]["post"]
    (shape,) = operation["requestBody"]["content"].values()
    assert shape["example"] == facts("c01")
    answer = described["components"]["schemas"]["DecisionShown"]
    assert all(field.get("description") or "$ref" in json.dumps(field) for field in answer["properties"].values())
    told = described["components"]["schemas"]["ConsentTold"]["properties"]
    assert all(field.get("description") for field in told.values())
