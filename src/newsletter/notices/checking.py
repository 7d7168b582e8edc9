"""Is anything in the way of this notice? Each thing with what to do about it."""

from collections.abc import Iterator

from newsletter.campaigns import template
from newsletter.campaigns.converting import mistakes_in_parts
from newsletter.campaigns.models import BodyFormat
from newsletter.errors import Problem
from newsletter.law.rules import CONTRACT_IS_NO_MARKETING, DUTY_IS_NO_MARKETING, MIXED_IS_MARKETING
from newsletter.law.vocabulary import MessageClass
from newsletter.notices.declaring import QUESTIONS
from newsletter.notices.looking import marketing_seen
from newsletter.notices.models import Notice
from newsletter.notices.rendering import fields_of
from newsletter.organisations.models import Organisation


def problems(notice: Notice, organisation: Organisation, *, recipients: int) -> list[Problem]:
    """All that keeps it from going; empty when it may be handed in."""
    return [
        *mistakes_in(notice),
        *_named(notice, organisation),
        *_declared(notice),
        *_looked_at(notice, organisation),
        *_addressed(notice, recipients),
    ]


def _looked_at(notice: Notice, organisation: Organisation) -> Iterator[Problem]:
    """Everything of it that people get to read."""
    for name in ("subject", "body", "concerns", "because", "sender_name"):
        text = getattr(notice, name)
        yield from marketing_seen(f"/{name}", text, website=organisation.website, declared=notice.links)


def mistakes_in(notice: Notice) -> list[Problem]:
    """What subject and body hold that would not work, with line and name."""
    fields = fields_of(notice)
    in_body = template.mistakes(notice.body, fields) or mistakes_in_parts(notice.body, BodyFormat.MARKDOWN)
    return [
        Problem(pointer, "template", f"Line {mistake.line}: {mistake.message}")
        for pointer, mistakes in (("/subject", template.mistakes(notice.subject, fields)), ("/body", in_body))
        for mistake in mistakes
    ]


def _named(notice: Notice, organisation: Organisation) -> Iterator[Problem]:
    if not notice.concerns:
        told = f"Name the event, order or contract it is about ({CONTRACT_IS_NO_MARKETING.citation})."
        yield Problem("/concerns", "concerns", told)
    if notice.kind is MessageClass.LEGAL_DUTY and not notice.because:
        told = f"Name the statute that demands it ({DUTY_IS_NO_MARKETING.citation})."
        yield Problem("/because", "because", told)
    if not organisation.identified:
        yield Problem(
            "/organisation",
            "sender_not_identified",
            "The organisation needs a name, an organisation number and a postal address (ehandelsloven § 8). "
            "PATCH /api/v1/organisations/{id} sets them.",
        )


def _declared(notice: Notice) -> Iterator[Problem]:
    for question, asks_for in QUESTIONS.items():
        pointer, answer = f"/declared/{question}", notice.declared.get(question)
        if answer is None:
            yield Problem(pointer, "not_answered", f"Does it hold {asks_for}? Answer true or false.")
        elif answer:
            yield Problem(
                pointer,
                question,
                f"{MIXED_IS_MARKETING.says} ({MIXED_IS_MARKETING.citation}) Take it out, or send a campaign.",
            )


def _addressed(notice: Notice, recipients: int) -> Iterator[Problem]:
    if not recipients and not notice.is_template:
        told = "Nobody would get it. POST /api/v1/notices/{id}/recipients adds recipients."
        yield Problem("/recipients", "no_recipients", told)
