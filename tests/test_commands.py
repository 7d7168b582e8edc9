"""Commands as an operator types them: each its own process, on a database that a service has been at."""

import asyncio
import json
import os
import pty
import pwd
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from newsletter.access.keys import SENDING
from newsletter.app import utc_now
from newsletter.cli.running import campaign_of
from newsletter.consent.noting import noted
from tests.conftest import settings_for
from tests.mail_server import Fault
from tests.world import ANNE, BART, CRIS, World

COMMAND = Path(sys.prefix) / "bin" / "newsletter"


class Operator:
    """Whoever sits at the world's machine."""

    def __init__(self, world: World, url: str) -> None:
        settings = settings_for(url, world.settings.data_dir)
        self.environment = {
            "NEWSLETTER_DATABASE_URL": url,
            "NEWSLETTER_DATA_DIR": str(settings.data_dir),
            "NEWSLETTER_SECRET_KEY": settings.secret_key[0].get_secret_value(),
            "NEWSLETTER_FINGERPRINT_KEY": settings.fingerprint_key.get_secret_value(),
        }

    def types(self, *words: str, expect: int = 0) -> str:
        """Run a command; answers what it said, or what it complained of."""
        ran = subprocess.run([COMMAND, *words], env=self.environment, capture_output=True, text=True)
        assert ran.returncode == expect, ran.stderr
        return ran.stderr if expect > 1 or not ran.stdout else ran.stdout.strip()

    def begins(self, *words: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Run a command without waiting for its end."""
        return subprocess.Popen(
            [COMMAND, *words], env=self.environment, stdout=stdout, stderr=subprocess.PIPE, text=True
        )


@pytest.fixture
async def operator(world: World, database_url: str) -> Operator:
    return Operator(world, database_url)


async def test_keys_are_made_with_their_scopes_listed_and_revoked(world: World, operator: Operator) -> None:
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    make = ("api-key", "create", "--organisation", organisation)
    usual = operator.types(*make, "--name", "website")
    programme = world.ids["list"]
    limited = ("--scope", "law:read", "--scope", "law:decide", "--list", programme, "--expires", "2099-01-01")
    kari = operator.types(*make, "--name", "Kari", *limited)
    assert "law:decide" in operator.types(*make, "--scope", "everything", expect=1)
    assert "to come" in operator.types(*make, "--expires", "2020-01-01", expect=1)

    listed = {key["hint"]: key for key in json.loads(operator.types("api-key", "list", "--json"))}
    assert (listed[usual[:11]]["scopes"], listed[usual[:11]]["name"]) == (sorted(SENDING), "website")
    assert (listed[usual[:11]]["lists"], listed[usual[:11]]["expires_at"]) == (None, None)
    assert listed[kari[:11]]["scopes"] == ["law:decide", "law:read"]
    assert (listed[kari[:11]]["lists"], listed[kari[:11]]["expires_at"]) == ([programme], "2098-12-31T23:00+00:00")
    told = [kari[:11], "law:decide,law:read", programme, "until 2098-12-31T23:00+00:00", "not used yet", organisation]
    assert "  ".join([*told, "Kari"]) in operator.types("api-key", "list")
    assert usual not in operator.types("api-key", "list")

    operator.types("api-key", "revoke", usual[:11])
    assert "newsletter api-key list" in operator.types("api-key", "revoke", usual[:11], expect=2)
    async with World._client(world.app, usual) as client:
        assert (await client.get("/api/v1/lists")).status_code == 401
    async with World._client(world.app, kari) as client:
        assert (await client.get("/api/v1/reviews")).status_code == 200
        assert (await client.get("/api/v1/lists")).status_code == 403


async def test_a_key_is_for_the_only_organisation_unless_there_are_more(operator: Operator) -> None:
    assert operator.types("api-key", "create", "--scope", "lists:read").startswith("nl_")
    other = ("--name", "Another AS", "--number", "111 222 333", "--postal-address", "Bryggegata 2, 0250 Oslo")
    organisation = operator.types("organisation", "create", *other)
    operator.environment["COLUMNS"] = "300"
    assert f"{organisation} Another AS" in operator.types("api-key", "create", expect=2)


async def test_verifying_compares_with_every_head_in_the_file_by_itself(world: World, operator: Operator) -> None:
    await world.joins(ANNE)
    world.passes(days=1)
    await world.ticks()
    file = world.settings.data_dir / "heads"
    first, second = (str(head) for head in noted(file).heads)

    whole = json.loads(operator.types("ledger", "verify", "--head", second, "--json"))
    assert (whole["whole"], whole["compared"], whole["head"]) == (True, 3, second)
    assert f"Compared with 0 heads given and 2 in {file}." in operator.types("ledger", "verify")

    file.write_text(file.read_text().replace(first, f"1:{'0' * 64}"))
    found = json.loads(operator.types("ledger", "verify", "--json", expect=1))
    assert (found["whole"], found["broken"]) == (
        False,
        "seal 1 is not the one that was noted: the ledger was sealed anew",
    )

    file.write_text("somebody was here\n")
    assert f"line 1 of {file} is no head as we note them" in operator.types("ledger", "verify", expect=1)

    operator.environment["NEWSLETTER_HEAD_FILE"] = ""
    assert "The ledger is whole" in operator.types("ledger", "verify")


async def test_an_operator_is_told_why_somebody_gets_a_campaign_and_why_somebody_else_does_not(
    world: World, operator: Operator
) -> None:
    await world.joins(ANNE)
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": BART}, expect=201)
    campaign = await world.drafts()
    explain = ("explain", "--campaign", campaign)

    told = operator.types(*explain, ANNE)
    assert told.startswith("About anne@people.example and the campaign “December” to the list")
    assert "\nThe message may go to this person. It rests on: consent.\n" in told
    granted = next(record for record in await world.ledger() if record.kind == "granted")
    assert "23 Nov 2026 09:00:00 UTC: The consent to the list “Konsertprogrammet” was confirmed" in told
    assert f"({granted.uid})" in told
    refused = operator.types(*explain, BART, "--language", "nb")
    assert "\nMeldingen kan ikke sendes til denne personen: ingenting viser at personen sa ja.\n" in refused

    explained = json.loads(operator.types(*explain, ANNE, "--json"))
    assert (explained["considered"], explained["decision"]["decision"]) == (True, "permitted")
    facts = {fact["name"]: fact for fact in explained["facts"]}
    assert facts["consent"]["records"] == [str(granted.uid)]
    assert granted.digest.hex() in {record["digest"] for record in explained["records"]}


async def test_who_cannot_be_explained_is_told_what_to_give(world: World, operator: Operator) -> None:
    campaign = await world.drafts()
    nobody = "019dffff-0000-7000-8000-000000000000"

    unknown = operator.types("explain", CRIS, "--campaign", campaign, expect=1)
    assert "Check its spelling" in unknown
    assert "campaign" in (nowhere := operator.types("explain", CRIS, "--campaign", nobody, expect=1))
    assert "API key" not in unknown + nowhere, "a command takes none"
    assert "nb or en" in operator.types("explain", CRIS, "--campaign", campaign, "--language", "tlh", expect=2)


async def test_an_operator_names_those_in_doubt_and_says_what_becomes_of_them(world: World, operator: Operator) -> None:
    await world.all_join(ANNE, BART, CRIS)
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to in (ANNE, BART) else None
    campaign = await world.launches()
    world.mail_server.on_dot = lambda _: None
    about = ("campaign", "uncertain", campaign)

    named = {one["delivery_id"] for one in (await world.report(campaign))["uncertain"]["named"]}
    told = operator.types(*about)
    assert all(delivery in told for delivery in named)
    assert "2 uncertain. --send-again sends to them once more, --close leaves it at that." in told
    assert {one["delivery_id"] for one in json.loads(operator.types(*about, "--json"))} == named
    assert "not both" in operator.types(*about, "--send-again", "--close", expect=2)

    assert operator.types(*about, "--send-again") == "2 queued to be sent again."
    world.now = max(world.now, utc_now())  # commands go by the machine's clock
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to == ANNE else None
    await world.works()
    assert json.loads(operator.types(*about, "--close", "--json")) == {"deliveries": 1}
    closed, *_ = json.loads(operator.types("audit", "list", "--object", campaign, "--json"))
    assert (closed["operation"], closed["after"]) == ("campaign uncertain", {"closed": 1, "delivery_ids": "all"})
    assert operator.types(*about) == "0 uncertain."
    assert await world.tally(campaign) == {"sent": 2, "uncertain": 1, "why": {"uncertain": {"closed": 1}}}
    assert "Check its id" in operator.types(*about[:2], "019dffff-0000-7000-8000-000000000000", expect=1)


async def test_a_campaign_is_watched_until_it_has_gone(world: World, operator: Operator) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.queues()
    operator.environment["NEWSLETTER_TICK_SECONDS"] = "0.05"
    watching = operator.begins("campaign", "watch", campaign, "--json")
    assert watching.stdout is not None
    first = json.loads(await asyncio.to_thread(watching.stdout.readline))
    assert (first["state"], first["deliveries"]["queued"], first["rate"]) == ("running", 2, None)

    await world.works()
    told = [json.loads(line) for line in (await asyncio.to_thread(watching.communicate))[0].splitlines()]
    assert watching.returncode == 0
    assert (told[-1]["state"], told[-1]["deliveries"]["sent"], told[-1]["seconds_left"]) == ("finished", 2, 0)
    over = operator.types("campaign", "watch", campaign)
    assert over == "finished: 0 waiting, 2 sent"


async def test_watching_says_by_its_exit_code_how_it_ended(world: World, operator: Operator) -> None:
    await world.joins(ANNE)
    draft = await world.drafts()
    operator.types("campaign", "watch", draft, expect=4)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/cancel")
    operator.types("campaign", "watch", campaign, expect=5)
    nobody = "019dffff-0000-7000-8000-000000000000"
    assert "campaign" in operator.types("campaign", "watch", nobody, expect=1)

    going = await world.queues(subject="January")
    watching = operator.begins("campaign", "watch", going)
    assert watching.stdout is not None
    assert (await asyncio.to_thread(watching.stdout.readline)).startswith("running: 1 waiting")
    watching.send_signal(signal.SIGINT)
    _, complained = await asyncio.to_thread(watching.communicate)
    assert watching.returncode == 130
    assert complained == "You have stopped watching. The campaign goes on.\n"


async def test_watching_ends_when_the_campaign_is_paused_and_says_how_it_goes_on(
    world: World, operator: Operator
) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    operator.environment["NEWSLETTER_TICK_SECONDS"] = "0.05"
    watching = operator.begins("campaign", "watch", campaign)
    assert watching.stdout is not None
    await asyncio.to_thread(watching.stdout.readline)
    await world.call("POST", f"/campaigns/{campaign}/pause")
    shown, complained = await asyncio.to_thread(watching.communicate, timeout=20)
    assert watching.returncode == 3
    assert shown == "paused: 1 waiting\n"
    assert complained == f"Somebody paused it. `newsletter campaign resume {campaign}` lets it go on.\n"


async def test_at_a_terminal_the_mail_servers_words_stand_as_it_said_them(world: World, operator: Operator) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/pause")
    words = "The server says: see [link] or [/x] " + "and read on " * 20
    async with world.database.transaction() as session:
        (await campaign_of(session, UUID(campaign))).paused_because = words
    shown, complained = await at_a_terminal(operator, campaign, expect=3)
    assert "paused: 1 waiting" in shown
    assert complained.startswith(words)


async def at_a_terminal(operator: Operator, campaign: str, *, expect: int) -> tuple[str, str]:
    """What watching shows there, and what it complains of."""
    ours, theirs = pty.openpty()
    operator.environment |= {"TERM": "xterm", "COLUMNS": "120"}
    watching = operator.begins("campaign", "watch", campaign, stdout=theirs)
    _, complained = await asyncio.to_thread(watching.communicate, timeout=20)
    assert watching.returncode == expect, complained
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    return shown, complained


async def test_at_a_terminal_a_campaign_is_watched_as_a_bar(world: World, operator: Operator) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()
    shown, complained = await at_a_terminal(operator, campaign, expect=0)
    assert complained == ""
    assert "finished: 0 waiting, 1 sent" in shown
    assert "━" in shown
    assert "100%" in shown


async def test_the_audit_tells_who_typed_which_command_and_what_it_changed(world: World, operator: Operator) -> None:
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    user = pwd.getpwuid(os.getuid()).pw_name
    key = operator.types("api-key", "create", "--organisation", organisation, "--name", "website")
    operator.types("api-key", "revoke", key[:11])
    operator.types("suppress", ANNE, "--organisation", organisation, "--note", "Anne called")
    campaign = await world.drafts()

    told = json.loads(operator.types("audit", "list", "--organisation", organisation, "--json"))

    draft, no, revoked, made = told
    assert [entry["operation"] for entry in told] == ["create_campaign", "suppress", "api-key revoke", "api-key create"]
    assert {(entry["door"], entry["who"]) for entry in (no, revoked, made)} == {("command_line", user)}
    assert (draft["door"], draft["who"], draft["object_id"]) == ("api", "example", campaign)
    assert made["after"] == {"name": "website", "scopes": sorted(SENDING), "hint": key[:11]}
    assert made["untold"] == ["digest"]
    assert (revoked["before"]["revoked_at"], revoked["after"]["revoked_at"][-1:]) == (None, "Z")
    printed = operator.types("audit", "list")
    assert f"{user} (command line)" in printed
    for secret in (key, key[11:], ANNE, "Anne called"):
        assert secret not in printed + json.dumps(told)
    assert operator.types("audit", "list", "--object", campaign, "--operation", "launch_campaign", "--json") == "[]"
    assert "offset" in operator.types("audit", "list", "--from", "2026-12-01T09:00", expect=2)
