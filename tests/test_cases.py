"""Facts told in full, as they come in and go out: what can be read, what nobody can mean, and what is answered."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsletter import cases
from newsletter.errors import Invalid
from newsletter.law.decision import RULE_SET
from tests.law.cases import NAMES, SCENARIOS, facts

SCHEMA = Path(__file__).parent.parent / "docs" / "law-facts.schema.json"


def wrong(text: str | bytes) -> list[tuple[str, str]]:
    """Where and how a text cannot be read."""
    with pytest.raises(Invalid) as refused:
        cases.read(text)
    for problem in refused.value.problems:
        assert problem.message.startswith(problem.pointer or "The facts"), problem
        assert problem.message.endswith("."), problem
        assert len(problem.message) > 15, problem
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


#: What is told, and where that cannot be read. All of it is JSON.
UNREADABLE: list[tuple[dict[str, Any], str, str]] = [
    ({"at": "2026-11-22T10:00:00"}, "/at", "no_offset"),
    ({"at": "2026-11-22"}, "/at", "no_offset"),
    ({"at": "yesterday"}, "/at", "datetime_from_date_parsing"),
    ({"at": 1e300}, "/at", "datetime_parsing"),
    ({"at": None}, "/at", "datetime_type"),
    ({"at": ...}, "/at", "missing"),
    ({"sender": ...}, "/sender", "missing"),
    ({"sender__name": ...}, "/sender/name", "missing"),
    ({"colour": "red"}, "/colour", "unexpected_keyword_argument"),
    ({"sender__a/b~c": 1}, "/sender/a~1b~0c", "unexpected_keyword_argument"),
    ({"sender__country": "Norge"}, "/sender/country", "country"),
    ({"recipient__country": "DNK"}, "/recipient/country", "country"),
    ({"recipient__country": "N "}, "/recipient/country", "country"),
    ({"recipient__age": -5}, "/recipient/age", "out_of_range"),
    ({"recipient__age": 151}, "/recipient/age", "out_of_range"),
    ({"recipient__age": 10**30}, "/recipient/age", "out_of_range"),
    ({"recipient__age": 40.5}, "/recipient/age", "int_from_float"),
    ({"recipient__age": "forty"}, "/recipient/age", "int_parsing"),
    ({"recipient__mailbox": "shared"}, "/recipient/mailbox", "enum"),
    ({"consents__0__act": "nodded"}, "/consents/0/act", "enum"),
    ({"consents__0__given_at": "2026-03-01T12:00:00"}, "/consents/0/given_at", "no_offset"),
    ({"consents__0__lasts_months": -1}, "/consents/0/lasts_months", "out_of_range"),
    ({"consents__0__lasts_months": 10**9}, "/consents/0/lasts_months", "out_of_range"),
    ({"consents__0__at_most": -1}, "/consents/0/at_most", "out_of_range"),
    ({"consents__0__text": "Yes\u0000"}, "/consents/0/text", "control_character"),
    ({"consents__0__lists": ["jazz\u0007"]}, "/consents/0/lists", "control_character"),
    ({"consents__0__lists": "jazz"}, "/consents/0/lists", "frozen_set_type"),
    ({"consents__0": "yes"}, "/consents/0", "dataclass_type"),
    ({"consents": {}}, "/consents", "tuple_type"),
    ({"noes": [{}]}, "/noes/0/said_at", "missing"),
    ({"noes": [{"said_at": "2026-01-01T00:00:00"}]}, "/noes/0/said_at", "no_offset"),
    ({"mails": ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00"]}, "/mails/1", "no_offset"),
    ({"mails": ["2026-01-01T00:00:00Z"] * 1001}, "/mails", "too_many"),
    ({"consents__0__lists": [str(number) for number in range(201)]}, "/consents", "too_many"),
    ({"message__product_groups": {"concerts": True}}, "/message/product_groups", "frozen_set_type"),
    ({"message": []}, "/message", "dataclass_type"),
]


@pytest.mark.parametrize(
    ("told", "pointer", "code"), UNREADABLE, ids=[f"{p} {c} {n}" for n, (_, p, c) in enumerate(UNREADABLE)]
)
def test_what_nobody_can_mean_is_refused_and_named(told: dict[str, Any], pointer: str, code: str) -> None:
    assert wrong(json.dumps(facts("c01", **told))) == [(pointer, code)]


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '"facts"', "1", b"\xff\xfe", "[" * 100_000, '{"at": 1' + "0" * 5000 + "}", "NaN"],
    ids=["nothing", "half", "null", "list", "text", "number", "no UTF-8", "deep", "huge number", "no number"],
)
def test_what_is_no_object_of_facts_is_refused(text: str | bytes) -> None:
    assert wrong(text)


def test_all_that_is_wrong_is_named_at_once() -> None:
    told = facts("c01", at="2026-11-22T10:00:00", recipient__age=-5, recipient__country="Norge")
    assert wrong(json.dumps(told)) == [
        ("/at", "no_offset"),
        ("/recipient/country", "country"),
        ("/recipient/age", "out_of_range"),
    ]


def test_a_megabyte_of_facts_is_read_or_refused_and_either_way_soon() -> None:
    told = facts("c01", consents__0__text="ja " * 350_000)
    assert cases.answer(cases.read(json.dumps(told)))["decision"] == "permitted"
    lists = [str(number) for number in range(150_000)]
    assert wrong(json.dumps(facts("c01", consents__0__lists=lists))) == [("/consents", "too_many")]


def test_any_moment_of_the_calendar_can_be_asked_about() -> None:
    for at in ("0001-01-01T00:00:00+14:00", "0005-03-01T00:00:00Z", "9999-12-31T23:59:59-12:00"):
        for name in NAMES:
            assert cases.answer(cases.read(json.dumps(facts(name, at=at))))["rule_set"] == RULE_SET


# What is answered


def test_the_answer_tells_the_situation_in_the_laws_own_words() -> None:
    situation = cases.answer(cases.read(json.dumps(facts("c05", recipient__age=17))))["situation"]
    assert (situation["age"], situation["country"], situation["standing"]) == ("minor", "NO", "none")
    (related,) = situation["relationships"]
    assert related["sale"]["kind"] == "continuing_agreement"
    assert related["sale"]["product_groups"] == ["concerts"]


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_plain_json_and_names_nobody(name: str) -> None:
    answer = cases.answer(cases.read(json.dumps(facts(name))))
    told = json.dumps(answer)
    assert json.loads(told) == answer
    for private in ("Kulturhuset", "999888777", "brygga.example", "T-88123", "2026-03-01"):
        assert private not in told


def test_the_same_facts_have_the_same_digest_in_whatever_order_they_are_told() -> None:
    told = facts("c22-jazz", message__content_types=["a", "b"])
    turned = dict(reversed(told.items())) | {"message": dict(reversed(told["message"].items()))}
    turned["message"]["content_types"] = ["b", "a"]
    turned["consents"] = [{**told["consents"][0], "lists": told["consents"][0]["lists"][::-1]}]
    one, other = (cases.read(json.dumps(found)) for found in (told, turned))
    assert cases.digest(one) == cases.digest(other)
    defaults_told = {**told, "mails": [], "answers": [], "recipient": {**told["recipient"], "mailbox": "private"}}
    assert cases.digest(cases.read(json.dumps(defaults_told))) == cases.digest(one)


def test_each_scenario_has_a_digest_of_its_own() -> None:
    digests = {cases.digest(cases.read((SCENARIOS / f"{name}.json").read_bytes())) for name in NAMES}
    assert len(digests) == len(NAMES) - 1  # c24 without its advertisement is c01


def test_a_digest_does_not_depend_on_the_process() -> None:
    script = "import sys; from newsletter import cases; print(cases.answer(cases.read(sys.stdin.buffer.read())))"
    text = json.dumps(facts("c24-partner-named", message__content_types=list("abcdefgh")))
    answers = {
        subprocess.run(
            [sys.executable, "-c", script], input=text, env={**os.environ, "PYTHONHASHSEED": seed}, text=True,
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(answers) == 1


# The schema


def test_the_schema_that_is_written_down_is_the_programs() -> None:
    """`newsletter law schema > docs/law-facts.schema.json` writes it anew."""
    assert json.loads(SCHEMA.read_text()) == cases.schema()


def test_every_fact_that_can_be_told_is_described() -> None:
    schema = cases.schema()
    objects = [schema, *(found for found in schema["$defs"].values() if "properties" in found)]
    assert len(objects) == 10
    for found in objects:
        assert found["description"]
        assert found["additionalProperties"] is False
        silent = [name for name, field in found["properties"].items() if len(field.get("description", "")) < 4]
        assert silent == []
