"""A proof for programs, with its sentences in one language. Its codes stay as they are."""

from dataclasses import replace
from typing import TypeVar

from newsletter.privacy.proof import Lack, Mail, Membership, Person, Point, Proof
from newsletter.privacy.telling import words
from newsletter.privacy.telling.kinds import Speak
from newsletter.privacy.telling.pen import Pen

Told = TypeVar("Told", Lack, Point)


def in_language(proof: Proof, language: str) -> Proof:
    """The proof with each sentence, and each place in the law, in this language."""
    say = Pen(language).say
    return replace(
        proof,
        title=say(proof.title),
        how_to_check=tuple(say(told) for told in proof.how_to_check),
        people=tuple(_person(person, say) for person in proof.people),
    )


def _person(person: Person, say: Speak) -> Person:
    return replace(
        person,
        lists=tuple(_membership(place, say) for place in person.lists),
        mails=tuple(_mail(mail, say) for mail in person.mails),
        lacking=tuple(_held(one, say) for one in person.lacking),
        points=tuple(_held(one, say) for one in person.points),
    )


def _held(one: Told, say: Speak) -> Told:
    return replace(one, asked_for=say(one.asked_for), says=_said(one.says, say), held_says=say(words.HELD[one.held]))


def _membership(place: Membership, say: Speak) -> Membership:
    return replace(place, marketing_act=_said(place.marketing_act, say), gdpr=_said(place.gdpr, say))


def _mail(mail: Mail, say: Speak) -> Mail:
    return replace(
        mail,
        marketing_act=_said(mail.marketing_act, say),
        gdpr=_said(mail.gdpr, say),
        rule_says=_said(mail.rule_says, say),
        citation=_said(mail.citation, say),
        assumptions_say=tuple(say(words.ASSUMPTIONS[assumption]) for assumption in mail.assumptions),
    )


def _said(text: str, say: Speak) -> str:
    """An empty text says nothing; the catalogue would answer it with its own head."""
    return say(text) if text else ""
