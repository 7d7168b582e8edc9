"""One round trip a message: what rides along with what, what a server is told, and how it ends when plans change."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from newsletter.deliveries import DeliveryState
from newsletter.delivery import smtp
from newsletter.delivery.smtp import Connection, Envelope, Outcome
from tests.mail_server import Fault, MailServer

SENDER = "program@venue.example"
ANNE, BART, CRIS, DANA = (f"{name}@people.example" for name in ("anne", "bart", "cris", "dana"))
DATA = b"Subject: December\r\n\r\n.Hello!\r\n.\r\n"
SENT, DEFERRED, FAILED = DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED


@pytest.fixture
async def connection(mail_server: MailServer) -> AsyncIterator[Connection]:
    made = Connection(mail_server.relay, timeout=2)
    yield made
    await made.close()


def envelope(recipient: str, data: bytes = DATA) -> Envelope:
    return Envelope.of(SENDER, recipient, data)


async def hand_over(connection: Connection, recipient: str, then: str | None = None, data: bytes = DATA) -> Outcome:
    await connection.open()
    return await connection.send(Envelope.of(SENDER, recipient, data), data, then=envelope(then) if then else None)


async def all_get_it(connection: Connection, *people: str) -> list[DeliveryState]:
    """Hand over to each, and tell each time who follows."""
    following = [*people[1:], None]
    return [(await hand_over(connection, who, then)).state for who, then in zip(people, following, strict=True)]


def words(piece: bytes) -> list[str]:
    """The commands in a piece of the conversation, with `body` for a message and its dot."""
    *bodies, rest = piece.split(b"\r\n.\r\n")
    commands = [line.split()[0].decode() for line in rest.split(b"\r\n") if line]
    return ["body"] * len(bodies) + commands


def spoken(server: MailServer) -> list[list[str]]:
    return [words(piece) for piece in server.pieces if not piece.startswith(b"EHLO")]


async def test_each_message_takes_one_round_trip_when_the_next_is_known(
    mail_server: MailServer, connection: Connection
) -> None:
    assert await all_get_it(connection, ANNE, BART, CRIS) == [SENT] * 3

    assert spoken(mail_server) == [
        ["MAIL", "RCPT", "DATA"],
        ["body", "MAIL", "RCPT", "DATA"],
        ["body", "MAIL", "RCPT", "DATA"],
        ["body"],
    ]
    assert [(mail.recipient, mail.raw) for mail in mail_server.mails] == [(who, DATA) for who in (ANNE, BART, CRIS)]


async def test_nothing_rides_along_when_the_next_is_not_known(mail_server: MailServer, connection: Connection) -> None:
    assert [(await hand_over(connection, who)).state for who in (ANNE, BART)] == [SENT] * 2

    assert spoken(mail_server) == [["MAIL", "RCPT", "DATA"], ["body"]] * 2


async def test_a_server_that_does_not_offer_it_hears_one_command_at_a_time(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.pipelining = False
    assert await all_get_it(connection, ANNE, BART) == [SENT] * 2

    assert spoken(mail_server) == [["MAIL"], ["RCPT"], ["DATA"], ["body"]] * 2


async def test_a_mailbox_that_does_not_exist_is_no_surprise_and_the_next_rides_along_as_before(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.on_rcpt = lambda to: "550 5.1.1 No such mailbox" if to == BART else None
    assert await all_get_it(connection, ANNE, BART, CRIS, DANA) == [SENT, FAILED, SENT, SENT]
    assert spoken(mail_server)[2:] == [["RSET", "MAIL", "RCPT", "DATA"], ["body", "MAIL", "RCPT", "DATA"], ["body"]]
    assert mail_server.connects == 1


async def test_after_a_body_is_refused_nothing_rides_along_until_the_connection_is_new(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.on_dot = lambda to: "554 5.6.0 Not like this" if to == BART else None
    assert await all_get_it(connection, ANNE, BART, CRIS, DANA) == [SENT, FAILED, SENT, SENT]
    assert spoken(mail_server)[-3:] == [["body"], ["MAIL", "RCPT", "DATA"], ["body"]]
    assert mail_server.connects == 1

    await connection.close()
    mail_server.pieces.clear()
    assert await all_get_it(connection, CRIS, DANA) == [SENT] * 2
    assert ["body", "MAIL", "RCPT", "DATA"] in spoken(mail_server)


@pytest.mark.parametrize("unlucky", [ANNE, BART], ids=["the first", "announced"])
async def test_a_server_that_waits_for_a_body_that_is_for_nobody_gets_a_lone_dot(
    mail_server: MailServer, connection: Connection, unlucky: str
) -> None:
    mail_server.on_rcpt = lambda to: "550 5.1.1 No such mailbox" if to == unlucky else None
    mail_server.asks_for_every_body = True
    outcomes = await all_get_it(connection, ANNE, BART, CRIS)

    assert outcomes == [FAILED if who == unlucky else SENT for who in (ANNE, BART, CRIS)]
    assert [mail.recipient for mail in mail_server.mails] == [who for who in (ANNE, BART, CRIS) if who != unlucky]
    assert b"DATA\r\n.\r\n" in mail_server.heard.replace(mail_server.mails[0].raw.replace(b"\n.", b"\n.."), b"")
    assert mail_server.connects == 1


async def test_a_sender_that_is_refused_while_its_message_is_asked_for_sends_no_empty_mail(
    mail_server: MailServer, connection: Connection
) -> None:
    """A server that says no to MAIL, and yes to all that follows, would take a lone dot for a message."""
    mail_server.on_mail = lambda _: "550 5.7.1 You are not welcome"
    mail_server.takes_any_recipient = mail_server.asks_for_every_body = True
    refused = await hand_over(connection, ANNE)
    mail_server.on_mail = lambda _: None
    taken = await hand_over(connection, BART)

    assert (refused.state, refused.reason) == (DEFERRED, "policy_deferred")
    assert taken.state is SENT
    assert [mail.recipient for mail in mail_server.mails] == [BART]
    assert mail_server.connects == 2


async def test_when_the_next_person_has_left_no_body_goes_to_them(
    mail_server: MailServer, connection: Connection
) -> None:
    await hand_over(connection, ANNE, then=BART)
    connection.abandon()
    taken = await hand_over(connection, CRIS)

    assert taken.state is SENT
    assert [mail.recipient for mail in mail_server.mails] == [ANNE, CRIS]
    assert mail_server.connects == 2


async def test_a_server_that_says_goodbye_between_two_messages_costs_nobody_theirs(
    mail_server: MailServer, connection: Connection
) -> None:
    await hand_over(connection, ANNE)
    (conversation,) = mail_server.talking
    await conversation.push("421 4.4.2 Idle too long")
    await mail_server.until(lambda: not mail_server.talking)
    taken = await hand_over(connection, BART)

    assert taken.state is SENT
    assert mail_server.connects == 2


async def test_nobody_to_give_up_means_no_new_connection(mail_server: MailServer, connection: Connection) -> None:
    await hand_over(connection, ANNE)
    connection.abandon()
    await hand_over(connection, BART)

    assert mail_server.connects == 1


async def test_another_message_than_the_one_announced_goes_over_a_new_connection(
    mail_server: MailServer, connection: Connection
) -> None:
    await hand_over(connection, ANNE, then=BART)
    taken = await hand_over(connection, CRIS)
    also = await hand_over(connection, CRIS, data=DATA + b"P.S.\r\n")

    assert (taken.state, also.state) == (SENT, SENT)
    assert [mail.recipient for mail in mail_server.mails] == [ANNE, CRIS, CRIS]
    assert mail_server.connects == 2


async def test_another_message_than_the_one_announced_waits_while_the_server_is_away(
    mail_server: MailServer, connection: Connection
) -> None:
    await hand_over(connection, ANNE, then=BART)
    await connection.open()
    mail_server.on_connect = lambda _: Fault.HANGS_UP
    away = await connection.send(Envelope.of(SENDER, CRIS, DATA), DATA)

    assert away == Outcome(DEFERRED, "no_answer", "")
    assert [mail.recipient for mail in mail_server.mails] == [ANNE]


async def test_a_goodbye_to_a_server_that_waits_for_a_body_is_no_message(
    mail_server: MailServer, connection: Connection
) -> None:
    await hand_over(connection, ANNE, then=BART)
    await connection.close()
    await mail_server.until(lambda: not mail_server.talking)

    assert b"QUIT" not in mail_server.heard
    assert [mail.recipient for mail in mail_server.mails] == [ANNE]


async def test_a_connection_is_renewed_after_so_many_messages_and_announces_none_beyond(
    mail_server: MailServer, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MOST_ON_A_CONNECTION", 2)
    assert await all_get_it(connection, ANNE, BART, CRIS, DANA, ANNE) == [SENT] * 5

    assert mail_server.connects == 3
    assert mail_server.heard.count(b"QUIT") == 2


async def test_a_connection_is_renewed_when_it_is_old(
    mail_server: MailServer, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "OLDEST", timedelta())
    assert await all_get_it(connection, ANNE, BART) == [SENT] * 2

    assert mail_server.connects == 2


# What a server is told


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def either_way(mail_server: MailServer, request: pytest.FixtureRequest) -> None:
    mail_server.pipelining = request.param


@pytest.mark.usefixtures("either_way")
async def test_a_message_larger_than_the_server_takes_is_not_begun(
    mail_server: MailServer, connection: Connection
) -> None:
    plain = b"Subject: December\r\n\r\nHello!\r\n"
    mail_server.largest = len(plain)
    refused = await hand_over(connection, ANNE, then=BART, data=plain + b"!\r\n")
    taken = await hand_over(connection, BART, data=plain)

    assert refused == Outcome(FAILED, "message_too_large", "")
    assert taken.state is SENT
    assert mail_server.begun == [BART]
    assert mail_server.parameters == [[f"SIZE={len(plain)}"]]


async def test_a_message_that_is_too_large_is_not_announced_either(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.largest = len(DATA)
    await connection.open()
    await connection.send(Envelope.of(SENDER, ANNE, DATA), DATA, then=envelope(BART, DATA + b"!\r\n"))

    assert mail_server.begun == [ANNE]


@pytest.mark.usefixtures("either_way")
async def test_a_server_without_a_limit_is_told_the_size_only_where_it_asks(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.largest = None
    assert (await hand_over(connection, ANNE)).state is SENT
    assert mail_server.parameters == [[]]


@pytest.mark.usefixtures("either_way")
async def test_octets_above_127_are_told_of_and_only_they(mail_server: MailServer, connection: Connection) -> None:
    mail_server.largest = None
    blue = "Subject: Sky\r\n\r\nBlå himmel\r\n".encode()
    await hand_over(connection, ANNE, data=blue)
    await hand_over(connection, BART)

    assert mail_server.parameters == [["BODY=8BITMIME"], []]
    assert mail_server.to(ANNE)[0].raw == blue


@pytest.mark.usefixtures("either_way")
async def test_an_address_in_any_letters_goes_where_they_are_taken(
    mail_server: MailServer, connection: Connection
) -> None:
    mail_server.largest, mail_server.utf8 = None, True
    assert (await hand_over(connection, "åse@people.example")).state is SENT
    assert (await hand_over(connection, ANNE)).state is SENT
    assert mail_server.parameters == [["SMTPUTF8"], []]


@pytest.mark.usefixtures("either_way")
async def test_an_address_in_any_letters_is_not_begun_where_they_are_not_taken(
    mail_server: MailServer, connection: Connection
) -> None:
    assert await hand_over(connection, "åse@people.example") == Outcome(FAILED, "smtputf8_missing", "")
    assert mail_server.begun == []


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("address", ["anne@people.example>\r\nRSET", "a b@people.example", "anne@people.example\n"])
async def test_an_address_that_would_be_a_command_is_never_said(
    mail_server: MailServer, connection: Connection, address: str
) -> None:
    assert await hand_over(connection, address) == Outcome(FAILED, "message_malformed", "")
    assert (await hand_over(connection, BART)).state is SENT
    assert mail_server.begun == [BART]


@pytest.mark.parametrize(
    "data", [b"", b".", b"...\r\n", b"Subject: x\r\n\r\nno line end", b"\r\n.\r\nMAIL FROM:<x@y.z>"]
)
async def test_no_body_ends_before_its_end(mail_server: MailServer, connection: Connection, data: bytes) -> None:
    assert (await hand_over(connection, ANNE, data=data)).state is SENT
    assert (await hand_over(connection, BART)).state is SENT

    (mail,) = mail_server.to(ANNE)
    assert mail.raw == data + (b"" if data.endswith(b"\r\n") or not data else b"\r\n")
    assert mail_server.begun == [ANNE, BART]
