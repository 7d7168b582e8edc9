"""`newsletter notice create` and `change`: mail that is no marketing, from a file. Over the API."""

import sys
from typing import Annotated, Any
from uuid import UUID

import typer

from newsletter.cli.asking import REFUSED, asks, fail, said
from newsletter.cli.naming import NoticeGiven, list_called
from newsletter.cli.telling import Told
from newsletter.cli.writing import Markdown, first_heading
from newsletter_client import Newsletter, Refused
from newsletter_client.models import DeclaredSent, NoticePreviewShown, NoticeShown

cli = typer.Typer()

QUESTIONS = {
    "contains_advertising": "Does it hold advertising, such as a banner for other events?",
    "contains_offers": "Does it hold an offer that the contract does not give?",
    "contains_partner_content": "Does it hold anything of a partner's?",
    "links_to_marketing": "Does it link to a programme or a shop?",
}
"""A notice is one where the answer to each is no."""
NO_MARKETING = "--no-advertising --no-offers --no-partner-content --no-marketing-links"

Recipients = Annotated[
    typer.FileText | None, typer.Option(help="Whom it is for: a CSV file with the columns email,reference,name.")
]
Because = Annotated[str | None, typer.Option(help="For legal_duty: the statute that demands it.")]
Subject = Annotated[str | None, typer.Option(help="Its subject. (the first heading of the letter)")]
ReplyTo = Annotated[str | None, typer.Option(help="Where answers go.")]
Links = Annotated[
    list[str] | None,
    typer.Option("--link", help="HOST:WHY, a host besides your website's and why no marketing is there; repeatable."),
]
Advertising = Annotated[bool | None, typer.Option(help=QUESTIONS["contains_advertising"])]
Offers = Annotated[bool | None, typer.Option(help=QUESTIONS["contains_offers"])]
PartnerContent = Annotated[bool | None, typer.Option(help=QUESTIONS["contains_partner_content"])]
MarketingLinks = Annotated[bool | None, typer.Option(help=QUESTIONS["links_to_marketing"])]


@cli.command("create")
@asks
async def create_notice(
    api: Newsletter,
    markdown: Annotated[typer.FileText, typer.Option(help="The letter, in Markdown. -: read it from the input.")],
    kind: Annotated[str, typer.Option("--class", help="contract_message or legal_duty: why it is no marketing.")],
    concerns: Annotated[str, typer.Option(help="The event, order or contract it is about.")],
    recipients: Recipients = None,
    because: Because = None,
    subject: Subject = None,
    mailing_list: Annotated[
        str | None, typer.Option("--list", help="Name or id of a list whose sender and language it has.")
    ] = None,
    sender_name: Annotated[str | None, typer.Option(help="From whom it comes, in the place of a list's.")] = None,
    sender_email: Annotated[str | None, typer.Option(help="From which address.")] = None,
    reply_to: ReplyTo = None,
    language: Annotated[str | None, typer.Option(help="nb or en.")] = None,
    link: Links = None,
    advertising: Advertising = None,
    offers: Offers = None,
    partner_content: PartnerContent = None,
    marketing_links: MarketingLinks = None,
) -> Told:
    """Write a notice. What of the four questions is left open is asked at a terminal. Answers what is missing."""
    letter = markdown.read()
    if not (subject := subject or first_heading(letter)):
        raise typer.BadParameter("Give --subject: the letter has no heading to take it from.")
    declared = _answered(_declared(advertising, offers, partner_content, marketing_links))
    more = said(because=because, sender_name=sender_name, sender_email=sender_email, reply_to=reply_to)
    more |= said(language=language, links=_links(link))
    if mailing_list:
        more["list_id"] = (await list_called(api, mailing_list)).id
    made = await api.notices.create(
        class_=kind,  # type: ignore[arg-type]  # another word is refused by the service, which says which there are
        concerns=concerns,
        subject=subject,
        body=letter,
        declared=DeclaredSent(**declared),
        **more,
    )
    if recipients:
        await _addressed(api, made.id, recipients)
    return await _told(api, made.id)


@cli.command("change")
@asks
async def change_notice(
    api: Newsletter,
    notice: NoticeGiven,
    markdown: Markdown = None,
    concerns: Annotated[str | None, typer.Option(help="The event, order or contract it is about.")] = None,
    recipients: Recipients = None,
    because: Because = None,
    subject: Annotated[str | None, typer.Option(help="Its subject.")] = None,
    reply_to: ReplyTo = None,
    link: Links = None,
    advertising: Advertising = None,
    offers: Offers = None,
    partner_content: PartnerContent = None,
    marketing_links: MarketingLinks = None,
) -> Told:
    """Change a notice that was not sent, and add recipients; what is left out stays. It has to be handed in again."""
    changes = said(concerns=concerns, because=because, subject=subject, reply_to=reply_to, links=_links(link))
    if markdown:
        changes["body"] = markdown.read()
    if declared := said(**_declared(advertising, offers, partner_content, marketing_links)):
        changes["declared"] = DeclaredSent(**declared)
    if changes:
        await api.notices.change(notice, **changes)
    if recipients:
        await _addressed(api, notice, recipients)
    return await _told(api, notice)


async def _addressed(api: Newsletter, notice: UUID, recipients: typer.FileText) -> None:
    """Add the recipients. When one line is wrong the command ends, and tells the id of the draft there is now."""
    try:
        await api.notices.upload_notice_recipients(notice, content=recipients.read().encode())
    except Refused as refused:
        then = f"`newsletter notice change {notice} --recipients {recipients.name}`"
        fail(f"{refused} The notice is kept as a draft without them; when the file is mended: {then}.", REFUSED)


def _declared(*answers: bool | None) -> dict[str, bool | None]:
    return dict(zip(QUESTIONS, answers, strict=True))


def _answered(declared: dict[str, bool | None]) -> dict[str, bool | None]:
    """What was declared, and at a terminal the answers to what was left open."""
    if not sys.stdin.isatty():
        return declared
    return {
        name: typer.confirm(QUESTIONS[name], err=True) if answer is None else answer
        for name, answer in declared.items()
    }


def _links(given: list[str] | None) -> dict[str, str] | None:
    told = {}
    for host, _, why in (one.partition(":") for one in given or ()):
        if not why.strip():
            raise typer.BadParameter("Write HOST:WHY, such as 'refunds.example:the form for the refund'.")
        told[host.strip()] = why.strip()
    return told or None


async def _told(api: Newsletter, notice: UUID) -> Told:
    """Its id, for how many it is, and what is in its way."""
    found, seen = await api.notices.get(notice), await api.notices.preview(notice)
    words = [str(found.id), f"Recipients: {found.recipients}.", *missing(seen, found)]
    shown: dict[str, Any] = {"notice": found.model_dump(mode="json", by_alias=True)}
    return Told(shown | {"problems": [one.model_dump(mode="json") for one in seen.problems]}, "\n".join(words))


def missing(seen: NoticePreviewShown, found: NoticeShown) -> list[str]:
    """What is in a notice's way as lines; and, when nothing is, what comes next."""
    if not seen.problems:
        return [f"Ready. `newsletter notice submit {found.id}` hands it in."] if found.state == "draft" else []
    lines = ["Not ready:", *(f"  {one.pointer.removeprefix('/')} {one.message}" for one in seen.problems)]
    if any(one.code == "not_answered" for one in seen.problems):
        lines += [f"Where it holds none of it: `newsletter notice change {found.id} {NO_MARKETING}`."]
    return lines
