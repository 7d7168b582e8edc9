"""The doctor finds what is wrong with a set-up that is really broken, says what to do, and changes nothing."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from newsletter import migrating
from newsletter.alone import alone
from newsletter.doctor.address import examine_address
from newsletter.doctor.database import examine_database
from newsletter.doctor.examining import examine
from newsletter.doctor.finding import Finding, Health
from newsletter.doctor.keys import examine_keys
from newsletter.doctor.machine import examine_disk, examine_head_file
from newsletter.doctor.mail_server import examine_mail_server
from newsletter.settings import Environment, Settings
from tests.certificates import Certificate
from tests.mail_server import Fault, MailServer
from tests.world import ANNE, MONDAY, World

COMMAND = Path(sys.prefix) / "bin" / "newsletter"
OK, WARNING, WRONG = Health.OK, Health.WARNING, Health.WRONG


def now() -> datetime:
    return MONDAY


def about(what: str, found: Iterable[Finding]) -> Finding:
    """The one thing that was found about it."""
    (one,) = [one for one in found if one.about == what]
    return one


def gravest(found: Iterable[Finding]) -> set[Health]:
    return {one.health for one in found} - {OK}


# The whole ------------------------------------------------------------------------------------------------------------


async def test_of_a_good_set_up_nothing_is_wrong_and_nothing_is_changed(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    settings = world.settings.model_copy(update={"smtp_url": SecretStr(url_of(world.mail_server))})
    before, mails = await world.everything_stored(), len(world.mail_server.mails)
    files = {file: file.stat().st_mtime_ns for file in settings.data_dir.rglob("*") if ".sqlite" not in file.name}

    found = await examine(settings, lambda: world.now)

    assert {one.about for one in found if one.health is not OK} <= {"base address", "clock", "disk"}, found
    assert await world.everything_stored() == before
    assert len(world.mail_server.mails) == mails
    assert {
        file: file.stat().st_mtime_ns for file in settings.data_dir.rglob("*") if ".sqlite" not in file.name
    } == files


def typed(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    told = {"PATH": os.environ["PATH"], **{f"NEWSLETTER_{name.upper()}": value for name, value in environment.items()}}
    return subprocess.run([COMMAND, "doctor", *words], env=told, capture_output=True, text=True)


def test_typed_before_anything_was_made_it_says_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    ran = typed(data_dir=str(tmp_path / "data"))
    as_data = typed("--json", data_dir=str(tmp_path / "data"))

    assert (ran.returncode, as_data.returncode, ran.stderr) == (1, 1, "")
    assert "wrong    database         There is none at" in ran.stdout
    assert "Run: newsletter migrate" in ran.stdout
    told = json.loads(as_data.stdout)
    assert told["healthy"] is False
    assert {one["about"]: one["health"] for one in told["findings"]}["database"] == "wrong"
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_read_are_named_without_their_values(tmp_path: Path) -> None:
    ran = typed(port="eight thousand", data_dir=str(tmp_path))
    secret = typed(environment="production", secret_key="hemmelig", fingerprint_key="hemmelig", data_dir=str(tmp_path))
    database = typed(database_url="mysql://venue:hemmelig@db/news", data_dir=str(tmp_path))

    assert (ran.returncode, secret.returncode, database.returncode) == (1, 1, 1)
    assert "wrong    settings         NEWSLETTER_PORT: " in ran.stdout
    assert "NEWSLETTER_SECRET_KEY must be at least 32 characters. Make one with: openssl rand -hex 32" in secret.stdout
    assert "NEWSLETTER_DATABASE_URL must look like postgresql://" in database.stdout
    for told in (ran, secret, database):
        assert "hemmelig" not in told.stdout + told.stderr
        assert "Traceback" not in told.stderr


# Keys -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "fingerprint", "health", "says"),
    [
        ("5f1d9a0c77b3e2486a" * 2, "c0ffee0123456789ab" * 2, set(), ""),
        ("5f1d9a0c77b3e2486a", "c0ffee0123456789ab" * 2, {WARNING}, "production refuses one under 32"),
        ("5f1d9a0c77b3e2486a" * 2, "a" * 64, {WRONG}, "It can be guessed: it has only 1 different letters"),
        ("c0ffee0123456789ab" * 2, "c0ffee0123456789ab" * 2, {WARNING}, "It is the secret key as well"),
        ("", "", {WARNING}, "The first start makes them"),
    ],
)
def test_keys_that_are_short_guessable_or_one_and_the_same_are_found(
    secret: str, fingerprint: str, health: set[Health], says: str
) -> None:
    found = examine_keys(Settings(secret_key=secret, fingerprint_key=fingerprint))  # type: ignore[arg-type]

    assert gravest(found) == health
    assert says in " ".join(one.says for one in found)


# The database ---------------------------------------------------------------------------------------------------------


async def test_an_unmigrated_database_is_found(settings: Settings, tmp_path: Path) -> None:
    with migrating.engine(settings.database).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    found = await examine_database(settings, now)

    assert gravest(found) == {WRONG}
    assert "Run: newsletter migrate" in found[-1].says


async def test_another_fingerprint_key_than_the_ledgers_is_found(world: World) -> None:
    other = world.settings.model_copy(update={"fingerprint_key": SecretStr("another key than it was kept with")})

    found = await examine_database(other, lambda: world.now)

    assert gravest(found) == {WRONG}
    assert "Restore the key from your backup" in found[-1].says


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_is_not_there_and_a_database_that_is_not_there_are_found(settings: Settings) -> None:
    for elsewhere in ("postgresql://venue:hemmelig@127.0.0.1:1/news", settings.database.replace("/test_", "/toast_")):
        found = await examine_database(settings.model_copy(update={"database_url": elsewhere}), now)

        assert gravest(found) == {WRONG}
        assert "Check NEWSLETTER_DATABASE_URL" in found[-1].says
        assert "hemmelig" not in found[-1].says


async def test_a_file_that_is_no_database_is_found(tmp_path: Path) -> None:
    (tmp_path / "newsletter.sqlite").write_text("Dear diary, " * 1_000)

    found = await examine_database(Settings(data_dir=tmp_path), now)

    assert [(one.health, "not a database" in one.says) for one in found] == [(WRONG, True)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_clock_that_is_not_the_databases_is_found(world: World) -> None:
    found = about("clock", await examine_database(world.settings, now))

    assert found.health is WRONG, "the world's Monday is not today"
    assert "NTP" in found.says


async def test_a_clock_behind_the_newest_seal_is_found(world: World) -> None:
    found = await examine_database(world.settings, lambda: world.now - timedelta(hours=1))

    assert any("which is still to come" in one.says for one in found if one.health is WRONG)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whether_a_process_serves_the_sqlite_file_is_told(settings: Settings) -> None:
    assert about("service", await examine_database(settings, now)).says.startswith("No process serves")
    with alone(settings.database):
        assert about("service", await examine_database(settings, now)).says.startswith("A process serves")
    assert about("service", await examine_database(settings, now)).says.startswith("No process serves")


async def test_a_queue_where_nobody_is_at_work_is_found(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    assert await queue(world) == [OK]

    world.passes(minutes=6)
    assert await queue(world) == [WARNING], "due for long, and nothing is under way"

    await world.sender().claims().fill()
    assert await queue(world) == [OK]
    world.passes(minutes=5)
    assert await queue(world) == [WARNING], "whoever took it is gone"

    await world.ticks()
    await world.works()
    assert (await world.report(campaign))["state"] == "finished"
    assert await queue(world) == [OK]


async def test_a_campaign_that_is_due_and_not_launched_is_found(world: World) -> None:
    draft = await world.drafts()
    await world.call("POST", f"/campaigns/{draft}/schedule", {"at": "2026-12-01T09:00", "zone": "Europe/Oslo"})
    world.passes(days=8)

    assert await queue(world) == [WARNING]


async def queue(world: World) -> list[Health]:
    return [one.health for one in await examine_database(world.settings, lambda: world.now) if one.about == "queue"]


# The mail server ------------------------------------------------------------------------------------------------------


def url_of(server: MailServer, tls: str = "none", user: str = "") -> str:
    return f"smtp://{user}localhost:{server.port}?tls={tls}"


async def looked_at(url: str) -> list[Finding]:
    return await examine_mail_server(Settings(smtp_url=url, smtp_timeout=2), now())  # type: ignore[arg-type]


async def restarted(server: MailServer, certificate: Certificate, *, implicit: bool) -> None:
    await server.stop()
    server.tls, server.implicit = certificate.context, implicit
    await server.start()


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_good_mail_server_is_told_with_its_certificate_and_what_it_offers(
    mail_server: MailServer, certificate_for: Callable[..., Certificate], monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    certificate = certificate_for("DNS:localhost", 400)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    await restarted(mail_server, certificate, implicit=tls == "implicit")

    found = await looked_at(url_of(mail_server, tls, "venue:hemmelig@"))

    assert gravest(found) == set()
    assert "with a good certificate until 202" in about("mail server", found).says
    assert about("mail login", found).says == "venue is let in."
    assert about("mail offers", found).says == "It offers PIPELINING, SIZE 33554432, 8BITMIME; not SMTPUTF8."
    assert mail_server.signed_in == ["venue"]
    assert b"MAIL" not in mail_server.heard


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize(
    ("name", "days", "vouched_for", "says"),
    [
        ("DNS:localhost", 400, False, "self-signed certificate"),
        ("DNS:localhost", -1, True, "certificate has expired"),
        ("DNS:mail.elsewhere.example", 400, True, "not valid for 'localhost'"),
    ],
)
async def test_a_certificate_that_is_not_to_be_trusted_is_found(
    mail_server: MailServer,
    certificate_for: Callable[..., Certificate],
    monkeypatch: pytest.MonkeyPatch,
    tls: str,
    name: str,
    days: int,
    vouched_for: bool,
    says: str,
) -> None:
    certificate = certificate_for(name, days)
    if vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    await restarted(mail_server, certificate, implicit=tls == "implicit")

    found = about("mail server", await looked_at(url_of(mail_server, tls, "venue:hemmelig@")))

    assert found.health is WRONG
    assert says in found.says
    assert "have it renewed" in found.says.lower()
    assert mail_server.signed_in == []


async def test_a_certificate_that_ends_soon_is_worth_a_word(
    mail_server: MailServer, certificate_for: Callable[..., Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for("DNS:localhost", 2)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    await restarted(mail_server, certificate, implicit=False)

    found = about("mail server", await looked_at(url_of(mail_server, "starttls")))

    assert (found.health, "See that it is renewed" in found.says) == (WARNING, True)


async def test_a_wrong_password_is_found_and_not_told(mail_server: MailServer) -> None:
    mail_server.on_auth = lambda _: "535 5.7.8 Authentication credentials invalid"

    found = await looked_at(url_of(mail_server, "none", "venue:hemmelig@"))

    assert gravest(found) == {WRONG}
    assert "does not let venue in: 535" in found[-1].says
    assert "hemmelig" not in str(found)


async def test_a_mail_server_that_is_not_what_was_named_is_found(mail_server: MailServer) -> None:
    expected = {
        url_of(mail_server, "starttls"): "It offers no STARTTLS",
        url_of(mail_server, "implicit"): "speaks no TLS as asked",
        "smtp://localhost:1?tls=none": "does not answer as a mail server",
        "http://localhost": "NEWSLETTER_SMTP_URL must look like",
    }
    for url, says in expected.items():
        found = await looked_at(url)
        assert gravest(found) == {WRONG}
        assert says in found[-1].says

    for fault in (Fault.HANGS_UP, Fault.IS_SILENT):
        mail_server.on_connect = lambda _, fault=fault: fault  # type: ignore[misc]
        assert gravest(await looked_at(url_of(mail_server))) == {WRONG}


async def test_without_a_mail_server_the_development_mailbox_is_named() -> None:
    assert "development mailbox" in about("mail server", await looked_at("")).says


# The machine ----------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_or_will_be_is_found(tmp_path: Path) -> None:
    settings, free = Settings(data_dir=tmp_path), shutil.disk_usage(tmp_path).free

    assert gravest(examine_disk(settings, full=0, tight=0)) == set()
    assert gravest(examine_disk(settings, full=0, tight=free * 2)) == {WARNING}
    assert gravest(examine_disk(settings, full=free * 2)) == {WRONG}


def test_a_head_file_that_cannot_be_added_to_is_found(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name, health in {"heads": OK, "": WARNING, "folder": WRONG, "no/such/folder/heads": WRONG}.items():
        assert examine_head_file(Settings(data_dir=tmp_path, head_file=name)).health is health, name
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


async def test_an_address_where_nothing_answers_is_found() -> None:
    found = await examine_address(Settings(base_url="https://127.0.0.1:1"))

    assert (found.health, "Nothing answers at" in found.says) == (WARNING, True)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('200 OK\r\n\r\n{"status": "alive"}', "This service answers at"),
        ("200 OK\r\n\r\n<h1>It works!</h1>", "Something else answers at"),
        ("502 Bad Gateway\r\n\r\n", "Something else answers at"),
        ("301 Moved\r\nLocation: https://elsewhere.example/\r\n\r\n", "redirects, which breaks one-click"),
    ],
)
async def test_who_answers_at_the_base_address_is_told(answer: str, says: str) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.readline()).startswith(b"GET /healthz ")
        writer.write(f"HTTP/1.0 {answer}".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert says in (await examine_address(Settings(base_url=f"http://127.0.0.1:{port}"))).says


def test_production_without_keys_is_wrong() -> None:
    settings = Settings().model_copy(update={"environment": Environment.PRODUCTION})

    assert gravest(examine_keys(settings)) == {WRONG}
