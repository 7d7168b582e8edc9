"""Whatever comes from a mail server, in whatever pieces: nobody is told a message was sent that was not taken.

The wire under the session notes what was written and when. Which answer belongs to what is worked out once more here,
by counting alone: the nth answer is to the nth thing that wants one.
"""

import asyncio
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope, Offers
from newsletter.delivery.exchange import Outcome
from newsletter.delivery.pipelining import Garbled, Hearing, Pipelined
from newsletter.delivery.replies import Reply

MESSAGES = 4
GOOD = [b"250 OK\r\n", b"250-Yes\r\n250-2.1.5 indeed\r\n250 OK\r\n", b"354 Go on\r\n", b"250 2.0.0 Taken\r\n"]
OTHER = [b"550 5.1.1 No\r\n", b"451 Later\r\n", b"421 Bye\r\n", b"354 More\r\n", b"250 OK\r\n", b"251\r\n"]
NONSENSE = [b"Good morning!\r\n", b"25\r\n", b"199 x\r\n", b"600 x\r\n", b"250-x\r\n550 y\r\n", b"\r\n", b"2" * 4098]


@dataclass
class Written:
    """A command, or a body with its dot, that wants an answer."""

    what: str
    of: bytes
    #: How many answers had come by then.
    answers_before: int


@dataclass
class Wire(asyncio.Transport):
    """Notes what is written; what comes is handed to the session by the test."""

    written: list[Written] = field(default_factory=list)
    answers: int = 0
    cut: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def is_closing(self) -> bool:
        return self.cut

    def abort(self) -> None:
        self.cut = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.cut, "nothing is said after the end"
        body = b""
        for line in bytes(data).splitlines():
            if line.startswith(b"Body"):
                body = line
            else:
                self.written.append(Written(line[:4].decode(), body, self.answers))
                body = b""


@dataclass(frozen=True)
class Script:
    """What the server says, piece by piece, and whether each message is announced by the one before."""

    answers: list[bytes]
    pieces: list[bytes]
    announced: list[bool]


@st.composite
def scripts(draw: st.DrawFn, *, well: bool = False) -> Script:
    answers = GOOD * MESSAGES
    for _ in range(0 if well else draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(answers) - 1))
        instead = draw(st.lists(st.sampled_from(OTHER + NONSENSE), max_size=2))
        answers = answers[:place] + instead + answers[place + 1 :]
    stream, ends = b"".join(answers), [len(b"".join(answers[: n + 1])) for n in range(len(answers))]
    cuts = set(draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    if well or draw(st.booleans()):
        cuts |= set(ends)  # it waits for the question before it answers
    places = sorted({0, *cuts, len(stream)})
    announced = draw(st.lists(st.booleans(), min_size=MESSAGES, max_size=MESSAGES))
    return Script(answers, [stream[a:b] for a, b in pairwise(places)], announced)


async def play(script: Script) -> tuple[Wire, list[Outcome]]:
    wire = Wire()
    session = Pipelined(wire, Offers(pipelining=True), timeout=60)
    outcomes: list[Outcome] = []
    sending = asyncio.create_task(send_all(session, script.announced, outcomes))
    heard = 0
    for piece in script.pieces:
        await turn()
        heard += len(piece)
        wire.answers = whole(script.answers, heard)
        session.data_received(piece)
    await turn()
    session.connection_lost(None)
    await sending
    return wire, outcomes


async def send_all(session: Pipelined, announced: list[bool], outcomes: list[Outcome]) -> None:
    for number in range(MESSAGES):
        if not session.usable:
            return
        then = envelope(number + 1) if announced[number] and number + 1 < MESSAGES else None
        outcomes.append(await session.send(envelope(number), body(number), then))


def body(number: int) -> bytes:
    return b"Body %d\r\n" % number


def envelope(number: int) -> Envelope:
    return Envelope.of("program@venue.example", f"guest-{number}@people.example", body(number))


async def turn() -> None:
    """Let everybody who can go on do so."""
    for _ in range(4):
        await asyncio.sleep(0)


def whole(answers: list[bytes], heard: int) -> int:
    """How many answers have come to their end within so many octets."""
    return sum(len(b"".join(answers[: n + 1])) <= heard for n in range(len(answers)))


def answer_to_body(script: Script, wire: Wire, number: int) -> tuple[bool, bytes]:
    """Whether the body of a message left, and its own answer, if one came after it and before any nonsense."""
    places = [n for n, written in enumerate(wire.written) if written.of == body(number).strip()]
    if not places:
        return False, b""
    (place,) = places
    came_in_time = wire.written[place].answers_before <= place < len(script.answers)
    sensible = not any(answer in NONSENSE for answer in script.answers[: place + 1])
    return True, script.answers[place] if came_in_time and sensible else b""


@settings(deadline=None, max_examples=400)
@given(scripts())
def test_a_message_is_sent_only_by_its_own_yes_and_not_sent_only_by_its_own_no_or_before_its_body(
    script: Script,
) -> None:
    wire, outcomes = asyncio.run(play(script))

    for number, outcome in enumerate(outcomes):
        left, answer = answer_to_body(script, wire, number)
        match outcome.state:
            case DeliveryState.SENT:
                assert left
                assert answer.startswith(b"2")
            case DeliveryState.UNCERTAIN:
                assert left
                assert not answer.startswith((b"2", b"4", b"5"))
            case _:
                assert not left or answer.startswith((b"4", b"5"))
    for number in range(len(outcomes), MESSAGES):
        assert answer_to_body(script, wire, number) == (False, b"")


@settings(deadline=None, max_examples=100)
@given(scripts(well=True))
def test_a_server_that_is_well_gets_everything_however_its_answers_are_cut(script: Script) -> None:
    wire, outcomes = asyncio.run(play(script))

    assert [(outcome.state, outcome.reply) for outcome in outcomes] == [
        (DeliveryState.SENT, "250 2.0.0 Taken")
    ] * MESSAGES
    assert not any(written.what == "RSET" for written in wire.written)


@given(st.lists(st.sampled_from(GOOD + OTHER)), st.lists(st.integers(0, 400)))
def test_answers_are_the_same_however_they_are_cut(answers: list[bytes], cuts: list[int]) -> None:
    stream, hearing = b"".join(answers), Hearing()
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    heard = [reply for a, b in pairwise(places) for reply in hearing.hear(stream[a:b])]

    assert [reply.code for reply in heard] == [int(answer[:3]) for answer in answers]


@given(st.binary(max_size=6000))
def test_whatever_comes_is_an_answer_or_nonsense(stream: bytes) -> None:
    try:
        replies = list(Hearing().hear(stream))
    except Garbled:
        return
    assert all(isinstance(reply, Reply) and 200 <= reply.code < 600 for reply in replies)


@pytest.mark.parametrize(
    "nonsense", [*NONSENSE, b"250-x\r\n" * 101, b"250 " + b"x" * 4093 + b"\r\n"], ids=lambda said: repr(said[:12])
)
def test_nonsense_is_heard_as_such_after_what_came_before(nonsense: bytes) -> None:
    heard = []
    with pytest.raises(Garbled):
        for reply in Hearing().hear(b"250 OK\r\n" + nonsense):
            heard.append(reply)

    assert heard == [Reply(250, "OK")]
