"""What the law is asked in these tests: facts told in full, from `scenarios/`, some of them told otherwise."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from newsletter import cases
from newsletter.law.case import Case
from newsletter.law.decision import Decision, Permitted, Refused, Review
from newsletter.law.eligibility import POLICY, decide
from newsletter.law.reading import question
from newsletter.law.times import Policy

SCENARIOS = Path(__file__).parent / "scenarios"
NAMES = sorted(file.stem for file in SCENARIOS.glob("*.json"))

Facts = dict[str, Any]


@cache
def _text(name: str) -> str:
    return (SCENARIOS / f"{name}.json").read_text()


def facts(name: str, **changes: Any) -> Facts:
    """A scenario's facts, some told otherwise: `facts("c01", consents__0__act="silence")`. `...` leaves one untold."""
    found: Facts = json.loads(_text(name))
    for path, value in changes.items():
        tell(found, path, value)
    return found


def tell(found: Facts, path: str, value: Any) -> None:
    *steps, last = path.split("__")
    at: Any = found
    for step in steps:
        at = at[int(step)] if step.isdigit() else at.setdefault(step, {})
    if value is ...:
        at.pop(int(last) if last.isdigit() else last, None)
    elif last.isdigit() and int(last) == len(at):
        at.append(value)
    else:
        at[int(last) if last.isdigit() else last] = value


def without(found: Facts, path: str) -> Facts:
    """The same facts with one of them lost."""
    fewer = deepcopy(found)
    tell(fewer, path, ...)
    return fewer


def case_of(found: Facts) -> Case:
    return cases.read(json.dumps(found))


def decided(found: Facts, policy: Policy = POLICY) -> Decision:
    """The law's answer to facts told in full."""
    message, situation, answers = question(case_of(found), policy)
    return decide(message, situation, policy=policy, answers=answers)


def outcome(decision: Decision) -> str:
    """An answer in two words: `permitted consent`, `refused withdrawn`, `review mailbox_unclear`."""
    match decision:
        case Permitted(basis=basis):
            return f"permitted {basis}"
        case Refused(reason=reason):
            return f"refused {reason}"
        case Review(reason=reason):
            return f"review {reason}"


@cache
def every_decision() -> dict[str, Decision]:
    """What the law says to each scenario there is."""
    return {name: decided(facts(name)) for name in NAMES}
