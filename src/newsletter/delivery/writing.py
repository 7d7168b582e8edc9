"""What does this delivery say? From a draft to the bytes of its message: a campaign, a test, an answer, a notice."""

from datetime import datetime

from babel.dates import format_date

from newsletter import languages
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.rendering import ASKED_FOR, Original, Recipient, render
from newsletter.delivery import noticing, notifying
from newsletter.delivery.composing import Draft, Request
from newsletter.delivery.message import Head, Letter, encode, header_lines
from newsletter.delivery.stencil import stencil
from newsletter.law.vocabulary import Purpose
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList
from newsletter.tokens import Tokens, Unsubscribe


def write(draft: Draft, settings: Settings, tokens: Tokens, *, now: datetime) -> tuple[str, str, bytes]:
    """Who sends, who gets it, and the bytes of the message a delivery stands for.

    Raises Malformed or jinja2.TemplateError for what cannot be written.
    """
    if draft.campaign is not None and draft.mailing_list is not None and draft.delivery.purpose is Purpose.CAMPAIGN:
        data = _filled(draft, draft.mailing_list, draft.campaign, settings, tokens, now)
        if data is not None:
            return draft.mailing_list.sender_email, draft.email, data
    letter = compose(draft, settings, tokens, now=now)
    return letter.sender_email, letter.recipient, encode(letter)


def _filled(
    draft: Draft, mailing_list: MailingList, campaign: Campaign, settings: Settings, tokens: Tokens, now: datetime
) -> bytes | None:
    """A campaign's message by its stencil, if it has one."""
    original = Original.of(campaign, mailing_list, draft.organisation, draft.footing)
    if (made := stencil(original)) is None:
        return None
    to = _recipient(draft, mailing_list, settings, tokens)
    values = original.values(to)
    if (body := made.body_for(values)) is None:
        return None
    return header_lines(_head(draft, mailing_list, settings, to, made.subject_for(values), now)) + body


def compose(draft: Draft, settings: Settings, tokens: Tokens, *, now: datetime) -> Letter:
    """The letter a delivery stands for, written whole."""
    if draft.addressed is not None:
        return notifying.write(draft.addressed, draft.delivery.uid, draft.organisation, settings, now=now)
    if draft.notice is not None:
        return noticing.write(draft.notice, draft.delivery.uid, draft.organisation, draft.email, settings, now=now)
    if draft.mailing_list is not None and draft.request is not None:
        return _question(draft, draft.mailing_list, draft.request, settings, tokens, now)
    if draft.mailing_list is not None and draft.campaign is not None:
        return _campaign(draft, draft.mailing_list, draft.campaign, settings, tokens, now)
    raise ValueError(f"delivery {draft.delivery.uid} is neither a campaign nor an answer nor a notice")


def _campaign(
    draft: Draft, mailing_list: MailingList, campaign: Campaign, settings: Settings, tokens: Tokens, now: datetime
) -> Letter:
    to = _recipient(draft, mailing_list, settings, tokens)
    is_test = draft.delivery.purpose is Purpose.TEST
    rendered = render(campaign, mailing_list, draft.organisation, to, ASKED_FOR if is_test else draft.footing)
    subject = f"[Test] {rendered.subject}" if is_test else rendered.subject
    head = _head(draft, mailing_list, settings, to, subject, now)
    return Letter(**vars(head), text=rendered.text, html=rendered.html)


def _recipient(draft: Draft, mailing_list: MailingList, settings: Settings, tokens: Tokens) -> Recipient:
    right = Unsubscribe(mailing_list.uid, draft.delivery.recipient, draft.delivery.id)
    url = f"{settings.base_url}/unsubscribe/{tokens.for_unsubscribing(right)}"
    return Recipient(name=draft.name, email=draft.email, unsubscribe_url=url)


def _head(
    draft: Draft, mailing_list: MailingList, settings: Settings, to: Recipient, subject: str, now: datetime
) -> Head:
    return Head(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=mailing_list.sender_name,
        sender_email=mailing_list.sender_email,
        recipient=to.email,
        reply_to=mailing_list.reply_to,
        subject=subject,
        list_uid=mailing_list.uid,
        list_name=mailing_list.name,
        unsubscribe_url=to.unsubscribe_url,
    )


def _question(
    draft: Draft, mailing_list: MailingList, request: Request, settings: Settings, tokens: Tokens, now: datetime
) -> Letter:
    """Neutral: no marketing, and nothing that whoever filled in the form could have typed."""
    if draft.delivery.purpose is Purpose.ADDRESS_CHANGE:
        template, path = "address_change", f"address/{tokens.for_changing_address(request.uid)}"
    else:
        template, path = "confirmation", f"confirm/{tokens.for_confirming(request.uid)}"
    values = {
        "organisation": draft.organisation,
        "mailing_list": mailing_list,
        "confirm_url": f"{settings.base_url}/{path}",
        "expires": format_date(request.expires(settings), "long", locale=request.language),
    }
    subject, text, html = (
        languages.page(f"email/{template}/{part}", request.language, **values)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=mailing_list.sender_name,
        sender_email=mailing_list.sender_email,
        recipient=draft.email,
        reply_to=mailing_list.reply_to,
        subject=subject.strip(),
        text=text,
        html=html,
        automatic=True,
    )
