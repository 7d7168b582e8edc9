"""By the command line: a notice that one key writes and another approves, and a webhook from its making to its end."""

import asyncio
import json
import os
import pty
from asyncio.subprocess import PIPE
from pathlib import Path

from newsletter.cli.composing import NO_MARKETING
from tests.installation import COMMAND, Installation
from tests.mail_server import MailServer
from tests.stories.test_without_a_browser import SQLITE_ALONE, furnished, types
from tests.world import ANNE, BART

__all__ = ["furnished"]  # the fixture

LETTER = "# The concert is cancelled\n\nHello {{ name }}, you get the money for order {{ reference }} back by Friday.\n"


async def types_at_a_terminal(installation: Installation, *words: str, answers: str) -> str:
    """Run a command whose questions somebody answers; tells what it printed."""
    ours, theirs = pty.openpty()
    ran = await asyncio.create_subprocess_exec(
        COMMAND, *words, env=installation.environment, cwd=installation.folder, stdin=theirs, stdout=PIPE, stderr=PIPE
    )
    os.write(ours, answers.encode())
    printed, complained = await ran.communicate()
    os.close(ours)
    os.close(theirs)
    assert ran.returncode == 0, complained.decode()
    return printed.decode().strip()


@SQLITE_ALONE
async def test_a_notice_written_by_one_key_and_approved_by_another(
    furnished: Installation, mail_server: MailServer, tmp_path: Path
) -> None:
    letter, buyers = tmp_path / "letter.md", tmp_path / "buyers.csv"
    letter.write_text(LETTER)
    buyers.write_text(f"email,reference,name\n{ANNE},T-1,Anne\nno address,T-2,Bart\n")
    about = ("--class", "contract_message", "--list", "konsertprogrammet", "--concerns", "Concert of 12 December")
    create = ("notice", "create", "--markdown", str(letter), "--recipients", str(buyers), *about)
    second = await types(
        furnished, "api-key", "create", "--name", "Kari", "--scope", "notices:read", "--scope", "notices:approve"
    )
    async with furnished.serving():
        assert "mended: `newsletter notice change" in await types(furnished, *create, *NO_MARKETING.split(), expect=1)
        buyers.write_text(f"email,reference,name\n{ANNE},T-1,Anne\n{BART},T-2,Bart\n")
        made = (await types(furnished, *create)).splitlines()
        notice = made[0]
        assert made[1:3] == ["Recipients: 2.", "Not ready:"]
        assert [line.split()[0] for line in made[3:-1]] == [
            "declared/contains_advertising", "declared/contains_offers", "declared/contains_partner_content",
            "declared/links_to_marketing",
        ]  # fmt: skip
        assert made[-1] == f"Where it holds none of it: `newsletter notice change {notice} {NO_MARKETING}`."
        assert "Does it hold" in await types(furnished, "notice", "submit", notice, expect=1)
        ready = (await types(furnished, "notice", "change", notice, *NO_MARKETING.split())).splitlines()
        assert ready[2:] == [f"Ready. `newsletter notice submit {notice}` hands it in."]

        submitted = await types(furnished, "notice", "submit", notice)
        assert submitted.startswith("“The concert is cancelled” is awaiting approval now. With another key:")
        read = await types(furnished, "notice", "preview", notice)
        assert "Hello Anne, you get the money for order T-1 back by Friday." in read
        digest = read.splitlines()[-1]
        approve = ("notice", "approve", notice, "--by", "Kari Nordmann")
        assert "--digest" in await types(furnished, *approve, "--api-key", second, expect=2)
        assert "notices:approve" in await types(furnished, *approve, "--digest", digest, expect=1)
        approved = await types(furnished, *approve, "--digest", digest, "--api-key", second)
        assert approved == "“The concert is cancelled” is sending now."

        await mail_server.until(lambda: bool(mail_server.to(ANNE) and mail_server.to(BART)))
        assert [mail.subject for mail in mail_server.to(BART)] == ["The concert is cancelled"]
        told = json.loads(await types(furnished, "notice", "show", notice, "--json"))
        assert (told["class"], told["approved_by"]) == ("contract_message", "Kari Nordmann (Kari)")
        became = (await types(furnished, "notice", "recipients", notice)).splitlines()
        assert {tuple(line.split()[1:3]) for line in became[1:]} == {(ANNE, "T-1"), (BART, "T-2")}
        assert "2 recipients" in await types(furnished, "notice", "report", notice)
        draft, whole = (await types(furnished, "notice", "list")).splitlines()[1:]
        assert (draft.split()[1], whole.split()[0]) == ("draft", notice)
        assert "is cancelled now" in await types(furnished, "notice", "cancel", draft.split()[0])


@SQLITE_ALONE
async def test_at_a_terminal_the_four_questions_are_asked_and_the_notice_is_shown_to_who_approves_it(
    furnished: Installation, tmp_path: Path
) -> None:
    letter, buyers = tmp_path / "letter.md", tmp_path / "buyers.csv"
    letter.write_text(LETTER)
    buyers.write_text(f"email,reference\n{ANNE},T-1\n")
    about = ("--class", "contract_message", "--list", "konsertprogrammet", "--concerns", "Concert of 12 December")
    create = ("notice", "create", "--markdown", str(letter), "--recipients", str(buyers), *about)
    kari = await types(furnished, "api-key", "create", "--scope", "notices:read", "--scope", "notices:approve")
    async with furnished.serving():
        told = await types_at_a_terminal(furnished, *create, "--no-offers", answers="y\nn\nn\n")
        notice, _, unready, advertising = told.splitlines()
        assert unready == "Not ready:"
        assert advertising.startswith("  declared/contains_advertising ")
        await types(furnished, "notice", "change", notice, "--no-advertising")
        await types(furnished, "notice", "submit", notice)
        approve = ("notice", "approve", notice, "--by", "Kari", "--api-key", kari)
        assert "is sending now" in await types_at_a_terminal(furnished, *approve, answers="y\n")


@SQLITE_ALONE
async def test_a_webhook_from_its_making_to_its_end(furnished: Installation) -> None:
    """No other machine is called: it points at a port of this one where nothing listens."""
    events = ("--event", "subscriber.confirmed", "--event", "subscriber.left")
    async with furnished.serving():
        inside = await types(furnished, "webhook", "create", "https://127.0.0.1/in", *events, expect=1)
        assert "NEWSLETTER_WEBHOOK_HOSTS" in inside
    furnished.environment["NEWSLETTER_WEBHOOK_HOSTS"] = "127.0.0.1"
    async with furnished.serving():
        create = ("webhook", "create", "http://127.0.0.1:9/in", "--description", "CRM")
        unheard = await types(furnished, *create, "--event", "subscriber.born", expect=1)
        assert "subscriber.confirmed" in unheard
        made = json.loads(await types(furnished, *create, *events, "--email-because", "the CRM knows by it", "--json"))
        webhook = made["id"]
        assert (made["include_email"], made["secret"][:6]) == (True, "whsec_")
        assert "subscriber.confirmed, subscriber.left" in await types(furnished, "webhook", "list")
        assert "secret " not in await types(furnished, "webhook", "show", webhook)

        pinged = await types(furnished, "webhook", "test", webhook)
        assert f"`newsletter webhook deliveries {webhook}`" in pinged
        heads, ping = (await types(furnished, "webhook", "deliveries", webhook)).splitlines()
        assert heads.split()[:2] == ["id", "event"]
        again = await types(furnished, "webhook", "replay", webhook, ping.split()[0])
        assert again.split()[:4] == ["id", ping.split()[0], "event", "ping"]

        off = json.loads(await types(furnished, "webhook", "change", webhook, "--disable", "--json"))
        assert off["disabled_because"] == "It was disabled over the API."
        assert "disabled" in await types(furnished, "webhook", "test", webhook, expect=1)
        on = json.loads(await types(furnished, "webhook", "change", webhook, "--enable", "--json"))
        assert (on["disabled_at"], on["events"]) == (None, made["events"])
        rotated = json.loads(await types(furnished, "webhook", "rotate", webhook, "--json"))
        assert rotated["secret"] != made["secret"]
        assert rotated["old_secret_until"] is not None
        assert await types(furnished, "webhook", "delete", webhook) == "Deleted."
        assert await types(furnished, "webhook", "list") == "None."
