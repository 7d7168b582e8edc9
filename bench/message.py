"""How long does it take to write the message of a campaign to one person, from the draft to the bytes?

Held against the same message rendered whole and built by Python's email package, turn by turn in one run.
"""

import time
from collections.abc import AsyncIterator, Callable
from statistics import median
from uuid import UUID

from bench.databases import Filled
from bench.figures import Figure
from newsletter.app import utc_now
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.delivery.composing import Draft
from newsletter.delivery.message import encode
from newsletter.delivery.writing import compose, write
from newsletter.handing_over import Taken
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList
from newsletter.tokens import Tokens
from tests.delivery.package import built

ROUNDS = 5
QUICK, SLOW = 1_000, 40  # messages in a round
BAR = 60.0  # microseconds
NOW = utc_now()
AN_EVENING = (
    "Fredag spiller storbandet til {{ organisation.name }}, og på lørdag er det "
    "[jazz på brygga](https://venue.example/program/jazz). Dørene åpner klokken 19, konserten begynner klokken 20 & "
    "baren er åpen til midnatt. Medlemmer går inn for halv pris.\n\n"
)
BODY = (
    "# Programmet for {{ list.name }}\n\nHei {{ subscriber.name|default('du') }}!\n\n"
    + AN_EVENING * 15
    + "Vel møtt, {{ subscriber.name }}! Dette gikk til {{ subscriber.email }}; her er [din lenke ut]"
    "({{ unsubscribe_url }}).\n"
)  # makes a message of some 10 KB
VENUE = Organisation(
    name="Kulturhuset Brygga", organisation_number="999 999 999", postal_address="Brygga 1, Bergen", created_at=NOW
)
JAZZ = MailingList(
    organisation_id=1,
    name="Konsertprogrammet",
    language="nb",
    sender_name="Kulturhuset på Brygga",
    sender_email="program@venue.example",
    reply_to="post@venue.example",
    created_at=NOW,
)


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    settings, tokens = filled.settings, Tokens(["a key of the bench, long enough to sign"])
    campaign = Campaign(
        id=1,
        organisation_id=1,
        list_id=1,
        subject="{{ subscriber.name }}, her er konsertene på brygga i desember",
        body=BODY,
        body_format=BodyFormat.MARKDOWN,
        created_at=NOW,
        changed_at=NOW,
    )
    drafts = [_draft(number, campaign) for number in range(1, QUICK + 1)]
    ways: dict[str, tuple[int, Callable[[Draft], object]]] = {
        "stencil": (QUICK, lambda draft: write(draft, settings, tokens, now=NOW)),
        "whole": (SLOW, lambda draft: encode(compose(draft, settings, tokens, now=NOW))),
        "package": (SLOW, lambda draft: built(compose(draft, settings, tokens, now=NOW))),
    }
    rounds = [{way: _each(drafts[:many], do) for way, (many, do) in ways.items()} for _ in range(ROUNDS)]
    each = {way: median(took[way] for took in rounds) for way in ways}
    yield Figure(filled.named("message_each"), each["stencil"], "us", BAR, most=True)
    yield Figure(filled.named("message_whole"), each["whole"], "us")
    yield Figure(filled.named("message_package"), each["package"], "us")
    yield Figure(filled.named("message_gain"), median(took["package"] / took["stencil"] for took in rounds), "times")
    yield Figure(filled.named("message_size"), len(write(drafts[0], settings, tokens, now=NOW)[2]), "bytes")


def _draft(number: int, campaign: Campaign) -> Draft:
    delivery = Taken(number, UUID(int=number), 1, Purpose.CAMPAIGN, number.to_bytes(32, "big"))
    return Draft(
        delivery=delivery,
        mailing_list=JAZZ,
        organisation=VENUE,
        email=f"kari.{number}@people.example",
        name=f"Kåre Nordmann {number}",
        campaign=campaign,
        request=None,
        notice=None,
    )


def _each(drafts: list[Draft], do: Callable[[Draft], object]) -> float:
    """Microseconds for one of them."""
    began = time.process_time()
    for draft in drafts:
        do(draft)
    return (time.process_time() - began) / len(drafts) * 1e6
