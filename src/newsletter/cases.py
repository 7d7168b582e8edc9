"""Which case was told? Read from JSON, what cannot be meant refused; and the law's answer to it as plain data.

`law/case` says what can be told. What stands here is only how it comes in and goes out; both doors use it.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from newsletter import literally
from newsletter.errors import Invalid, Problem
from newsletter.law.case import Case
from newsletter.law.decision import told
from newsletter.law.eligibility import POLICY, decide
from newsletter.law.reading import question
from newsletter.law.times import Policy

MOST_OF_A_KIND = 1000
"""How many consents, sales, noes, mails or answers one case may tell. No person has as many."""
MOST_CONSENTED_LISTS = 200
"""How many lists all its consents may name together."""
BETWEEN = {"age": (0, 150), "lasts_months": (0, 1200), "at_most": (1, 1_000_000)}
"""What a number can mean."""

_TOLD = TypeAdapter(Case)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a case, every field described."""
    return _TOLD.json_schema()


def read(text: str | bytes) -> Case:
    """The case a JSON text tells. Raises Invalid, with a pointer (RFC 6901) to each value that cannot be read."""
    try:
        case = _TOLD.validate_json(text)
    except ValidationError as error:
        found = [(_pointer(e["loc"]), e["type"], e["msg"]) for e in error.errors(include_input=False)]
        raise Invalid(*(Problem(where, kind, _sentence(where, says)) for where, kind, says in found)) from None
    check(case, json.loads(text))
    return case


def check(case: Case, sent: Any) -> None:
    """Refuse what the schema lets through and nobody can mean, or has not said in `sent`. Raises Invalid."""
    problems = [*_read_into(case, sent, ""), *_problems(case, ""), *_too_many(case)]
    if problems:
        raise Invalid(*(Problem(where, code, _sentence(where, says)) for where, code, says in problems))


def answer(case: Case, policy: Policy = POLICY) -> dict[str, Any]:
    """What the law says to a case, the situation it saw, and a digest of the facts it was told."""
    message, situation, answers = question(case, policy)
    decision = decide(message, situation, policy=policy, answers=answers)
    return {**told(decision), "situation": plain(situation), "facts_digest": digest(case)}


def digest(case: Case) -> str:
    """SHA-256 over the facts as JSON, defaults filled in, keys and sets sorted. The same facts, the same digest."""
    return hashlib.sha256(json.dumps(plain(case), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Facts as plain data, a set in an order of its own."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted((plain(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    if isinstance(value, tuple):
        return [plain(member) for member in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


Found = tuple[str, str, str]


def _read_into(value: Any, sent: Any, where: str) -> Iterator[Found]:
    """What stands in the case and was not said."""
    if is_dataclass(value):
        for name in sent:
            yield from _read_into(getattr(value, name), sent[name], f"{where}/{name}")
    elif isinstance(value, tuple):
        for place, (member, said) in enumerate(zip(value, sent, strict=True)):
            yield from _read_into(member, said, f"{where}/{place}")
    elif isinstance(value, frozenset):
        if len(value) != len(sent):
            yield where, "said_twice", "Name each once."
    elif not literally.is_meant(sent, value):
        yield where, "not_literal", literally.should_be(value)


def _problems(value: Any, where: str) -> Iterator[Found]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _problems(getattr(value, field.name), f"{where}/{field.name}")
    elif isinstance(value, tuple):
        for place, member in enumerate(value):
            yield from _problems(member, f"{where}/{place}")
    elif isinstance(value, frozenset):
        for member in sorted(value):
            yield from _problems(member, where)
    else:
        yield from _problems_of_one(value, where)


def _problems_of_one(value: Any, where: str) -> Iterator[Found]:
    name = where.rpartition("/")[2]
    if isinstance(value, datetime) and value.utcoffset() is None:
        yield where, "no_offset", "Give the time with its offset, such as 2026-11-22T10:00:00+01:00."
    if isinstance(value, str) and _FORBIDDEN.search(value):
        yield where, "control_character", "It holds a control character. Remove it."
    if name == "country" and value and not _COUNTRY.fullmatch(value):
        yield where, "country", "Give the two letters of ISO 3166, such as NO; leave it out where it is not known."
    if isinstance(value, int) and name in BETWEEN:
        low, high = BETWEEN[name]
        if not low <= value <= high:
            yield where, "out_of_range", f"Give a number from {low} to {high}."


def _too_many(case: Case) -> Iterator[Found]:
    for name in ("consents", "sales", "noes", "mails", "answers"):
        if len(getattr(case, name)) > MOST_OF_A_KIND:
            yield f"/{name}", "too_many", f"Tell at most {MOST_OF_A_KIND}."
    if sum(len(consent.lists) for consent in case.consents) > MOST_CONSENTED_LISTS:
        yield "/consents", "too_many", f"Name at most {MOST_CONSENTED_LISTS} lists in all consents together."


def _pointer(steps: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _sentence(where: str, says: str) -> str:
    return f"{where or 'The facts'}: {says.removesuffix('.')}."
