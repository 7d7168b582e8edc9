"""A marketer without a browser: the whole journey by the Python client, and by the command line."""

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from httpx2 import AsyncClient

from newsletter.cli.asking import NO_ANSWER
from newsletter_client import Newsletter
from newsletter_client.models import FormTextSent
from tests.installation import COMMAND, Installation
from tests.mail_server import MailServer
from tests.world import ANNE, BART

WORDS = "Yes please, Kulturhuset Brygga AS may send me its jazz programme by e-mail."
LETTER = "# Jazz in *December*\n\nHello {{ subscriber.name }}, **jazz** on Friday.\n"

SQLITE_ALONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Commands know no database here: they ask the service."""


@pytest.fixture
async def furnished(installation: Installation) -> Installation:
    installation.environment["COLUMNS"] = "300"  # or a complaint is broken over lines
    for command in ("migrate", "example"):
        assert await (await installation.run(command)).wait() == 0, installation.said
    return installation


async def joins(visitor: AsyncClient, mail_server: MailServer, slug: str, email: str) -> None:
    """Somebody fills in the form, and confirms from the mailbox."""
    before = len(mail_server.to(email))
    answer = await visitor.post(f"/forms/{slug}", data={"email": email, "name": "Anne", "consent": "yes"})
    assert answer.status_code == 200
    await mail_server.until(lambda: len(mail_server.to(email)) == before + 1)
    assert (await visitor.post(mail_server.to(email)[-1].confirm_link)).status_code == 200


async def test_from_a_list_to_its_report_by_the_client(furnished: Installation, mail_server: MailServer) -> None:
    async with furnished.serving():
        key = (furnished.folder / "data" / "example-api-key").read_text().strip()
        async with (
            Newsletter(furnished.address, api_key=key) as api,
            AsyncClient(base_url=furnished.address) as visitor,
        ):
            (venue,) = [one async for one in api.organisations.list()]
            assert (await api.organisations.change(venue.id, website="https://brygga.example")).name == venue.name
            jazz = await api.lists.create(
                name="Jazz on Fridays",
                language="en",
                sender_name="Kulturhuset Brygga",
                sender_email="jazz@brygga.example",
                reply_to="post@brygga.example",
            )
            text = await api.lists.create_consent_text(
                jazz.id,
                language="en",
                words=WORDS,
                content="The jazz programme.",
                frequency="Weekly.",
                withdrawal="One click.",
            )
            form = await api.forms.create(
                list_id=jazz.id, slug="jazz", texts=[FormTextSent(title="Jazz", consent_text_id=text.id)]
            )
            await joins(visitor, mail_server, form.slug, ANNE)
            await api.lists.create_subscription(jazz.id, email=BART)
            people = {one.email: one.legal_basis async for one in api.lists.list_subscriptions(jazz.id)}
            assert people == {ANNE: "consent", BART: "unknown"}

            made = await api.campaigns.create(list_id=jazz.id, subject="December", body=LETTER)
            assert (await api.campaigns.check(made.id)).expected.permitted == {"consent": 1}
            await api.campaigns.launch(made.id)
            told = [json.loads(event.data)["state"] async for event in api.campaigns.watch(made.id)]
            assert told[-1] == "finished"

            report = await api.campaigns.report(made.id)
            assert (report.considered, report.deliveries["sent"]) == (2, 1)
            assert report.reasons == {"withheld": {"no_basis": 1}}
            sent = [one async for one in api.campaigns.list_deliveries(made.id)]
            assert {one.state for one in sent} == {"sent", "withheld"}
            assert mail_server.to(ANNE)[-1].subject == "December"


async def types(installation: Installation, *words: str, expect: int = 0) -> str:
    """Run a command as it is typed; answers what it printed, or what it complained of."""
    ran = await asyncio.create_subprocess_exec(
        COMMAND, *words, env=installation.environment, cwd=installation.folder, stdout=PIPE, stderr=PIPE
    )
    printed, complained = await ran.communicate()
    assert ran.returncode == expect, complained.decode()
    return (complained if expect else printed).decode().strip()


@SQLITE_ALONE
async def test_from_a_list_to_its_report_by_commands(
    furnished: Installation, mail_server: MailServer, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.md"
    letter.write_text(LETTER)
    create = ("campaign", "create", "--markdown", str(letter), "--list", "jazz on fridays")
    sender = ("--sender-name", "Kulturhuset Brygga", "--sender-email", "jazz@brygga.example")
    unheard = await types(furnished, "list", "list", expect=NO_ANSWER)
    assert "newsletter serve" in unheard
    assert "Traceback" not in unheard

    async with furnished.serving() as (_, visitor):
        shown = await types(furnished, "organisation", "change", "--website", "https://brygga.example")
        assert "https://brygga.example" in shown
        assert "Konsertprogrammet" in await types(furnished, *create, expect=2)
        await types(furnished, "list", "create", "Jazz on Fridays", "--language", "en", *sender)
        told = ("--content", "The jazz programme.", "--frequency", "Weekly.", "--withdrawal", "One click.")
        await types(furnished, "list", "text", "Jazz on Fridays", "--language", "en", "--words", WORDS, *told)
        await types(furnished, "form", "create", "jazz", "--list", "Jazz on Fridays", "--title", "en:Jazz")
        await joins(visitor, mail_server, "jazz", ANNE)
        await types(furnished, "subscriber", "add", BART, "--list", "Jazz on Fridays")
        people = (await types(furnished, "list", "people", "Jazz on Fridays")).splitlines()
        assert [line.split()[1:4] for line in people[1:]] == [
            [ANNE, "active", "consent"],
            [BART, "active", "unknown"],
        ]

        later = ("--send-at", "2999-12-01 09:00", "--zone", "Europe/Oslo")
        missing = await types(furnished, *create, *later, expect=1)
        assert "reply" in missing
        assert "The letter is kept as a draft" in missing
        await types(furnished, "list", "change", "Jazz on Fridays", "--reply-to", "post@brygga.example")
        made = (await types(furnished, *create, *later)).splitlines()
        assert made[1:3] == ["Goes: 2999-12-01T09:00 Europe/Oslo", "Ready."]
        assert made[-1] == "On the list: 2. Would get it: 1 (consent 1). Would not: 1 (no_basis 1)."

        campaign = made[0]
        assert "Hello Anne, **jazz** on Friday." in await types(
            furnished, "campaign", "preview", campaign, "--for", ANNE
        )
        assert "Jazz in December" in await types(furnished, "campaign", "list")
        watched = await types(furnished, "campaign", "launch", campaign, "--watch")
        assert watched.splitlines()[-1] == "finished: 0 waiting, 1 sent, 1 withheld (no_basis 1)"
        assert "is finished" in await types(furnished, "campaign", "launch", campaign, expect=1)
        report = json.loads(await types(furnished, "campaign", "report", campaign, "--json"))
        assert report["reasons"] == {"withheld": {"no_basis": 1}}
        counted = await types(furnished, "campaign", "report", campaign)
        assert counted.splitlines()[0] == "finished: 2 considered"
        assert mail_server.to(ANNE)[-1].subject == "Jazz in December"


@SQLITE_ALONE
async def test_a_command_without_a_key_says_where_to_get_one_and_sends_the_examples_nowhere_else(
    furnished: Installation,
) -> None:
    told = await types(furnished, "list", "list", "--url", "http://127.0.0.1:1", expect=2)
    assert "newsletter api-key create" in told
    refused = ("list", "list", "--api-key", "nl_wrong")
    async with furnished.serving():
        assert "API key" in await types(furnished, *refused, expect=1)
