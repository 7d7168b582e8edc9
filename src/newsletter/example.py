"""What does a newcomer find? An event venue with one list, one form and its consent text in two languages."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access.keys import Scope, asker
from newsletter.access.making import create_key
from newsletter.consent import wording
from newsletter.consent.wording import Told
from newsletter.errors import NotAllowed
from newsletter.forms.models import Form
from newsletter.forms.publishing import Wording, publish
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList

SLUG = "konsertprogrammet"
SCOPES = frozenset(Scope) - {Scope.LAW_DECIDE, Scope.NOTICES_APPROVE}
"""All but what a second person answers for, so that a first try meets no 403 but where the second key is the point."""

CONSENT = {
    "nb": Told(
        words="Ja takk, Kulturhuset Brygga AS kan sende meg konsertprogrammet på e-post.",
        content="Konsertprogrammet: konserter og forestillinger på Kulturhuset Brygga.",
        frequency="Omtrent én gang i måneden.",
        withdrawal="Med ett klikk i hver e-post, eller ved å svare på den.",
    ),
    "en": Told(
        words="Yes please, Kulturhuset Brygga AS may send me its concert programme by e-mail.",
        content="The concert programme: concerts and shows at Kulturhuset Brygga.",
        frequency="About once a month.",
        withdrawal="With one click in every e-mail, or by answering it.",
    ),
}
TITLE = {"nb": "Få konsertprogrammet på e-post", "en": "Get the concert programme by e-mail"}


async def furnish(session: AsyncSession, *, kept: str = "", now: datetime) -> str:
    """Make the example where there is none. Answers its API key: the one `kept`, if that opens all, else another."""
    form = (await session.exec(select(Form).where(Form.slug == SLUG))).first()
    if form is None:
        organisation = await _make_venue(session, now=now)
    else:
        organisation = await session.get_one(Organisation, form.organisation_id)
        if await _opens(session, kept, organisation, now):
            return kept
    return await create_key(session, organisation, "example", scopes=SCOPES, now=now)


async def _opens(session: AsyncSession, key: str, organisation: Organisation, now: datetime) -> bool:
    """The data folder may have served another database since the key was kept in it, or an older version."""
    try:
        found = await asker(session, key, now=now)
    except NotAllowed:
        return False
    return found.organisation.id == organisation.id and found.scopes >= SCOPES


async def _make_venue(session: AsyncSession, *, now: datetime) -> Organisation:
    organisation = Organisation(
        name="Kulturhuset Brygga AS",
        organisation_number="999 888 777",
        postal_address="Bryggegata 1, 0250 Oslo",
        email="post@kulturhuset-brygga.example",
        website="https://kulturhuset-brygga.example",
        privacy_policy_url="https://kulturhuset-brygga.example/personvern",
        created_at=now,
    )
    session.add(organisation)
    await session.flush()
    programme = MailingList(
        organisation_id=organisation.id,
        name="Konsertprogrammet",
        description="Konserter og forestillinger på Kulturhuset Brygga, omtrent månedlig.",
        language="nb",
        sender_name="Kulturhuset Brygga",
        sender_email="program@kulturhuset-brygga.example",
        reply_to="post@kulturhuset-brygga.example",
        created_at=now,
    )
    session.add(programme)
    await session.flush()
    wordings = []
    for language, told in CONSENT.items():
        text = await wording.publish(
            session,
            organisation,
            list_id=programme.id,
            list_name=programme.name,
            language=language,
            told=told,
            now=now,
        )
        wordings.append(Wording(TITLE[language], "", text.uid))
    await publish(session, organisation, programme, slug=SLUG, origins=[], wordings=wordings, now=now)
    return organisation
