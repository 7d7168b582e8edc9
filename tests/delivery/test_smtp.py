"""What does each answer of a mail server mean for the message, and for those after it?"""

from collections.abc import AsyncIterator

import pytest

from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope
from newsletter.delivery.smtp import Connection, Outcome, Unreachable
from newsletter.relay import TLS, Relay
from tests.mail_server import Fault, MailServer, Said

SENDER, ANNE, BART = "program@venue.example", "anne@people.example", "bart@people.example"
DATA = b"Subject: December\r\n\r\nHello!\r\n.\r\n..\r\nBye.\r\n"

SENT, DEFERRED = DeliveryState.SENT, DeliveryState.DEFERRED
FAILED, UNCERTAIN = DeliveryState.FAILED, DeliveryState.UNCERTAIN


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
async def connection(mail_server: MailServer, request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    mail_server.pipelining = request.param
    made = Connection(mail_server.relay, timeout=0.8)
    yield made
    await made.close()


async def hand_over(connection: Connection, recipient: str) -> Outcome:
    await connection.open()
    return await connection.send(Envelope.of(SENDER, recipient, DATA), DATA)


REFUSALS = [
    ("mail", "451 4.3.0 Try later", DEFERRED, "mail_deferred"),
    ("mail", "550 5.7.1 You are not welcome", DEFERRED, "policy_deferred"),  # about us, not about Anne
    ("rcpt", "450 4.2.0 Greylisted", DEFERRED, "rcpt_deferred"),
    ("rcpt", "452 4.2.2 Mailbox full", DEFERRED, "rcpt_deferred"),
    ("rcpt", "550 5.1.1 No such mailbox", FAILED, "rcpt_refused"),
    ("data", "451 4.3.0 Try later", DEFERRED, "data_deferred"),
    ("rcpt", "550 5.7.1 You are not welcome", FAILED, "policy_refused"),
    ("data", "554 5.7.1 No mail here", FAILED, "policy_refused"),
    ("dot", "451 4.3.0 Try later", DEFERRED, "data_deferred"),
    ("dot", "552 5.3.4 Too big", FAILED, "message_too_large"),
    ("dot", "554 5.6.0 Not in this form", FAILED, "data_refused"),
]


@pytest.mark.parametrize(("stage", "reply", "state", "reason"), REFUSALS, ids=lambda value: str(value)[:9])
async def test_a_refusal_is_kept_with_its_words_and_the_next_message_rides_on_the_same_connection(
    mail_server: MailServer, connection: Connection, stage: str, reply: str, state: DeliveryState, reason: str
) -> None:
    setattr(mail_server, f"on_{stage}", lambda _: reply)
    refused = await hand_over(connection, ANNE)
    setattr(mail_server, f"on_{stage}", lambda _: None)
    taken = await hand_over(connection, BART)

    assert refused == Outcome(state, reason, reply)
    assert taken == Outcome(SENT, None, "250 Taken")
    assert [mail.recipient for mail in mail_server.mails] == [BART]
    assert mail_server.connects == 1


LOSSES = [
    (stage, fault, UNCERTAIN if stage == "dot" else DEFERRED)
    for stage in ("mail", "rcpt", "data", "dot")
    for fault in (*Fault, "Good morning!", "25", "354 Go on" if stage != "data" else "250 Fine")
]


@pytest.mark.parametrize(("stage", "fault", "state"), LOSSES, ids=str)
async def test_no_answer_or_nonsense_is_never_a_refusal_and_after_the_body_it_may_have_arrived(
    mail_server: MailServer, connection: Connection, stage: str, fault: Said, state: DeliveryState
) -> None:
    setattr(mail_server, f"on_{stage}", lambda _: fault)
    lost = await hand_over(connection, ANNE)
    setattr(mail_server, f"on_{stage}", lambda _: None)
    taken = await hand_over(connection, BART)

    assert lost == Outcome(state, "no_answer", "")
    assert taken.state is SENT
    assert [mail.recipient for mail in mail_server.mails] == [BART]
    assert mail_server.connects == 2


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
async def test_a_server_that_says_goodbye_is_tried_later_over_a_new_connection(
    mail_server: MailServer, connection: Connection, stage: str
) -> None:
    setattr(mail_server, f"on_{stage}", lambda _: "421 4.3.2 Closing")
    told = await hand_over(connection, ANNE)
    setattr(mail_server, f"on_{stage}", lambda _: None)
    taken = await hand_over(connection, BART)

    assert told.state is DEFERRED
    assert told.reply == "421 4.3.2 Closing"
    assert taken.state is SENT
    assert mail_server.connects == 2


async def test_any_yes_to_the_body_is_a_yes(mail_server: MailServer, connection: Connection) -> None:
    mail_server.on_dot = lambda _: "251 Taken, in its own way"
    assert (await hand_over(connection, ANNE)).state is SENT


async def test_a_refusal_in_whatever_letters_can_be_kept(mail_server: MailServer, connection: Connection) -> None:
    mail_server.on_rcpt = lambda _: "550 5.1.1 Ukjent på tjeneren\0 \xff"
    refused = await hand_over(connection, ANNE)
    assert refused.state is FAILED
    assert refused.reply.encode().startswith(b"550 5.1.1 Ukjent p")
    assert "\0" not in refused.reply


async def test_of_a_long_answer_the_beginning_is_kept(mail_server: MailServer, connection: Connection) -> None:
    mail_server.on_rcpt = lambda _: "\r\n".join(["550-5.1.1 " + "No " * 60] * 10 + ["550 5.1.1 such mailbox"])
    refused = await hand_over(connection, ANNE)
    assert refused.state is FAILED
    assert len(refused.reply) == 500
    assert (await hand_over(connection, BART)).state is FAILED
    assert mail_server.connects == 1


async def test_what_is_handed_over_is_what_arrives(mail_server: MailServer, connection: Connection) -> None:
    await hand_over(connection, ANNE)
    assert mail_server.to(ANNE)[0].raw == DATA


@pytest.mark.parametrize(
    "greeting", [Fault.HANGS_UP, Fault.IS_SILENT, Fault.DRIPS, "554 No service", "421 Busy", "Good morning!"], ids=str
)
async def test_a_server_that_does_not_greet_is_away_and_nothing_was_said_to_it(
    mail_server: MailServer, connection: Connection, greeting: Said
) -> None:
    mail_server.on_connect = lambda _: greeting
    with pytest.raises(Unreachable):
        await connection.open()
    assert mail_server.heard == b""


async def test_a_server_that_is_not_there_is_away(mail_server: MailServer, connection: Connection) -> None:
    await mail_server.stop()
    with pytest.raises(Unreachable):
        await connection.open()


async def test_a_host_that_is_no_name_is_away() -> None:
    with pytest.raises(Unreachable):
        await Connection(Relay(host="x" * 64, port=25, tls=TLS.NONE), timeout=0.3).open()


async def test_of_notices_only_that_of_a_failure_is_asked_for_and_only_where_that_is_understood(
    mail_server: MailServer, connection: Connection
) -> None:
    taken = await hand_over(connection, ANNE)
    await connection.close()
    mail_server.dsn = True
    await connection.open()
    named = await connection.send(Envelope.of(SENDER, BART, DATA, "0192af"), DATA)

    assert taken == named == Outcome(SENT, None, "250 Taken")
    assert mail_server.notices == ["RET=HDRS", "ENVID=0192af", "NOTIFY=FAILURE"]  # RFC 3461 § 4
