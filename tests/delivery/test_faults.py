"""Whatever a mail server does, and whenever: is what becomes of the message what docs/sending.md says?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from newsletter.delivery.smtp import Connection, Envelope, Outcome, Unreachable
from newsletter.relay import TLS, Relay
from tests.certificates import Certificate
from tests.mail_server import Fault, MailServer, Said

PAGE = Path(__file__).parent.parent.parent / "docs" / "sending.md"
STAGES = ["connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "final dot", "QUIT"]
FAULTS = {"is silent": Fault.IS_SILENT, "drips": Fault.DRIPS, "hangs up": Fault.HANGS_UP}
PATIENCE = 0.5
CRIS, ANNE, BART = (f"{name}@people.example" for name in ("cris", "anne", "bart"))
DATA = b"Subject: December\r\n\r\nHello!\r\n"


def told() -> dict[tuple[str, str], str]:
    """Every cell of the table, by what the server does and at which stage."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text().partition("## What a misbehaving")[2].partition("\n## ")[0].splitlines()
        if line.startswith("|")
    ]
    head, _, *body = rows
    return {
        (row[0].strip("`"), stage): cell
        for row in body
        for columns, cell in zip(head[1:], row[1:], strict=True)
        for stage in columns.split(", ")
    }


CELLS = told()


def test_the_table_tells_of_every_fault_at_every_stage() -> None:
    faults = {fault for fault, _ in CELLS}

    assert {stage for _, stage in CELLS} == set(STAGES)
    assert len(CELLS) == len(faults) * len(STAGES)
    assert set(FAULTS) <= faults
    assert {fault[:3] for fault in faults} >= {"421", "450", "451", "452", "550", "552", "554"}


@pytest.fixture
def certificate(certificate_for: Callable[[str], Certificate], monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """One that is vouched for."""
    made = certificate_for("DNS:localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "one by one"])
@pytest.mark.parametrize(("fault", "stage"), CELLS, ids=lambda value: value[:9])
async def test_what_becomes_of_the_message_is_what_the_page_says(
    mail_server: MailServer, certificate: Certificate, fault: str, stage: str, pipelining: bool
) -> None:
    mail_server.pipelining = pipelining
    relay = await secured(mail_server, certificate) if stage in ("STARTTLS", "AUTH") else mail_server.relay
    misbehave(mail_server, FAULTS.get(fault, fault), stage)
    connection = Connection(relay, PATIENCE)
    before = None if STAGES.index(stage) < STAGES.index("MAIL") else await hand_over(connection, CRIS, then=ANNE)
    became = await hand_over(connection, ANNE, then=BART)
    if stage == "QUIT":
        await connection.close()
    misbehave(mail_server, None, stage)
    after = await hand_over(connection, BART)
    await connection.close()

    assert became == CELLS[fault, stage]
    assert (before or "sent", after) == ("sent", "sent")
    kept = [mail.recipient for mail in mail_server.mails]
    assert kept == [who for who, what in ((CRIS, before), (ANNE, became), (BART, after)) if what == "sent"]
    assert all(mail.raw == DATA for mail in mail_server.mails)


async def secured(server: MailServer, certificate: Certificate) -> Relay:
    """The same server behind STARTTLS and a password."""
    await server.stop()
    server.tls = certificate.context
    await server.start()
    return Relay(host="localhost", port=server.port, tls=TLS.STARTTLS, username="venue", password=SecretStr("hemmelig"))


def misbehave(server: MailServer, said: Said, stage: str) -> None:
    """Have the server say this there: to all before mail is spoken of, else in what is about Anne."""
    unlucky = ANNE.partition("@")[0] if stage in ("MAIL", "RCPT", "DATA", "final dot") else ""
    setattr(server, f"on_{stage.lower().split()[-1]}", lambda to: said if to.startswith(unlucky) else None)


def envelope(recipient: str) -> Envelope:
    return Envelope.of(recipient.partition("@")[0] + "@bounces.venue.example", recipient, DATA)


async def hand_over(connection: Connection, recipient: str, then: str | None = None) -> str:
    """What became of it, as the table says it."""
    try:
        await connection.open()
    except Unreachable:
        return "away"
    outcome = await connection.send(envelope(recipient), DATA, then=envelope(then) if then else None)
    return in_words(outcome)


def in_words(outcome: Outcome) -> str:
    return f"{outcome.state} `{outcome.reason}`" if outcome.reason else str(outcome.state)
