"""Does the launch, which asks the law once for each situation, answer as the law does to each person's own facts?"""

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text
from sqlmodel import col, select

from bench.people import fill
from newsletter.campaigns import launching
from newsletter.campaigns.considering import CONSIDERED
from newsletter.campaigns.deciding import decide_each
from newsletter.campaigns.interning import Interned, KeptSituation
from newsletter.campaigns.situations import Reckoning, facts, of_deliveries, of_list
from newsletter.database import Database, within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law import eligibility
from newsletter.law.bases import LegalBasis
from newsletter.law.case import MessageTold
from newsletter.law.decision import Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import SITUATION_FACTS, Message, Situation
from newsletter.law.reading import question
from newsletter.law.times import Policy
from newsletter.law.vocabulary import MessageClass, Moment, Standing
from newsletter.settings import Settings
from tests.campaigns.drawn import NOW, OSLO, Person, Written, case_of, messages, people, write

AT = Reckoning(NOW, OSLO, Policy())
#: Each example is an organisation of its own in one database; hypothesis keeps no clock and no examples.
drawing = examples(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # each try is a launch, and shrinking a failure would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_the_columns_gathered_are_the_facts_the_law_knows() -> None:
    assert tuple(column.name for column in facts(AT.policy)) == SITUATION_FACTS
    assert tuple(CONSIDERED.columns.keys()) == ("subscription_id", "subscriber_id", "recipient", *SITUATION_FACTS)


def test_people_in_the_same_situation_are_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Situation] = []
    real = eligibility._marketing

    def judge(message: Message, person: Situation, *more: object) -> object:
        asked.append(person)
        return real(message, person, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(eligibility, "_marketing", judge)
    two = [Situation(standing=Standing.GRANTED), Situation(standing=Standing.ASKED)]
    message = Message(MessageClass.MARKETING)
    answers = decide_each(message, two * 1_000, Policy(), {})
    assert sorted(asked, key=str) == sorted(two, key=str)
    assert answers == {situation: decide(message, situation) for situation in two}


async def test_gathering_looks_up_a_persons_own_mails_and_never_goes_through_all_there_are(
    settings: Settings, database: Database
) -> None:
    await fill(settings, 1_000)
    how = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN (VERBOSE)"}[database.engine.dialect.name]

    def ask(connection: Connection) -> str:
        connection.execute(text("ANALYZE"))
        event.listen(connection, "before_cursor_execute", lambda *told: (f"{how} {told[2]}", told[3]), retval=True)
        rows = connection.execute(of_list(AT.policy, 500), {"list_id": 1, "after": 0, **AT.told()}).cursor
        return "\n".join(map(str, rows.fetchall()))

    async with database.transaction() as session:
        plan = await (await session.connection()).run_sync(ask)
    assert "uq_deliveries_subscription_campaign" in plan
    assert "hashed SubPlan" not in plan  # PostgreSQL: one pass through all, kept
    assert "SCAN earlier" not in plan  # SQLite: one pass for each person


async def launched(database: Database, drawn: list[Person], message: MessageTold) -> Written:
    async with database.transaction() as session:
        written = await write(session, drawn, message)
    decided, interned = True, Interned()
    while decided:
        async with database.transaction() as session:
            decided = bool(await within(session, launching.advance, written.launching.id, AT, interned))
    return written


async def deliveries_of(database: Database, written: Written) -> list[Delivery]:
    query = select(Delivery).where(Delivery.campaign_id == written.launching.id).order_by(col(Delivery.subscription_id))
    async with database.reading() as session:
        return list((await session.exec(query)).all())


@drawing
@given(drawn=st.lists(people, min_size=1, max_size=12), message=messages, chunk=st.integers(1, 12))
async def test_the_launch_answers_as_the_law_does_to_each_persons_own_facts(
    database: Database, drawn: list[Person], message: MessageTold, chunk: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(launching, "CHUNK", chunk)  # so that chunks begin and end among them
        written = await launched(database, drawn, message)
    rows = await deliveries_of(database, written)
    assert len(rows) == len(drawn)
    for row, person in zip(rows, drawn, strict=True):
        asked = question(case_of(person, message, written, Moment.LAUNCH), AT.policy)
        expected = decide(asked.message, asked.situation, policy=AT.policy)
        permitted = isinstance(expected, Permitted)
        assert row.state == (DeliveryState.QUEUED if permitted else DeliveryState.WITHHELD), (person, expected)
        assert row.reason == (None if isinstance(expected, Permitted) else expected.reason), (person, expected)
        assert row.legal_basis == (expected.basis if isinstance(expected, Permitted) else LegalBasis.UNKNOWN)
        assert (row.rule, row.decided_at) == (expected.rule.code, NOW)


@drawing
@given(drawn=st.lists(people, min_size=1, max_size=6), message=messages)
async def test_the_door_sees_each_person_as_the_evidence_tells_them(
    database: Database, drawn: list[Person], message: MessageTold
) -> None:
    written = await launched(database, drawn, message)
    rows = await deliveries_of(database, written)
    async with database.reading() as session:
        asked = {"delivery_ids": [row.id for row in rows], **AT.told()}
        answer = await (await session.connection()).execute(of_deliveries(AT.policy), asked)
        gathered = {row[0]: tuple(row[1:]) for row in answer.all()}
        seen = await within(session, Interned().read, list(gathered.values()))
        kept = {one.id: one.situation for one in (await session.exec(select(KeptSituation))).all()}
    for row, person in zip(rows, drawn, strict=True):
        told = question(case_of(person, message, written, Moment.DOOR), AT.policy).situation
        assert {n: (a, b) for n, a in vars(seen[gathered[row.id]]).items() if (b := getattr(told, n)) != a} == {}, (
            person
        )
        assert row.situation_id is not None
        assert kept[row.situation_id] == told, "what the decision rested on is kept with the delivery"
