"""What must a form tell before it may ask for consent? Returns what is missing, with the rule."""

from dataclasses import dataclass

from newsletter.law import rules
from newsletter.law.decision import Rule


@dataclass(frozen=True)
class Disclosure:
    """What a consent text says to the person who reads it."""

    words: str
    sender: str
    content: str
    frequency: str
    withdrawal: str


@dataclass(frozen=True)
class Missing:
    field: str
    rule: Rule


def missing(disclosure: Disclosure) -> tuple[Missing, ...]:
    """What the text leaves out that a valid consent needs (GDPR art. 4(11) and 7, recital 42)."""
    required = (
        ("words", disclosure.words, rules.CONSENT_IS_PROVED),
        ("sender", disclosure.sender, rules.CONSENT_IS_INFORMED),
        ("content", disclosure.content, rules.CONSENT_IS_INFORMED),
        ("frequency", disclosure.frequency, rules.FREQUENCY_IS_TOLD),
        ("withdrawal", disclosure.withdrawal, rules.CONSENT_IS_INFORMED),
    )
    return tuple(Missing(field, rule) for field, text, rule in required if not text.strip())
