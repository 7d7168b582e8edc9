"""Who is considered next, and what becomes of them? One chunk of a launch, decided as a set.

The facts of the chunk are gathered into a table that only this connection sees, the law is asked about each different
situation in it, and the verdicts are joined back into one INSERT of deliveries. Nobody is looked at one by one.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable
from sqlmodel import Session, UTCDateTime

from newsletter.campaigns import reviewing
from newsletter.campaigns.deciding import decide_each
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.reviewing import Settled, settled
from newsletter.campaigns.situations import Reckoning, of_list
from newsletter.consent.evidence import as_data, digest_of
from newsletter.database import BIGINT, each_new_uid
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.decision import RULE_SET, Decision, Permitted
from newsletter.law.facts import SITUATION_FACTS, Message
from newsletter.law.times import Policy
from newsletter.law.vocabulary import Purpose
from newsletter.outbox import grounds

_GATHERED = of_list(Policy(), 1).selected_columns
_OURS = MetaData()
_TELLING = ("consent", "consent_unused_months", "relationships", "country")  # these differ most, and are compared first
CONSIDERED = Table(
    "considered",
    _OURS,
    *(Column(column.name, column.type) for column in _GATHERED),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",  # nobody vacuums a temporary table: what is deleted by hand stays in the way
)
"""The chunk: who, and in which situation."""
VERDICTS = Table(
    "verdicts",
    _OURS,
    Column("asked", LargeBinary),
    *(Column(column.name, column.type) for column in _GATHERED if column.name in SITUATION_FACTS),
    Column("situation_id", BIGINT),
    *(Column(name, String) for name in ("state", "reason", "legal_basis", "rule")),
    PrimaryKeyConstraint(*dict.fromkeys((*_TELLING, *SITUATION_FACTS)), "asked"),
    prefixes=["TEMPORARY"],
)
"""What the law said to each situation that this connection has met; `asked` tells to what: message, policy, answers."""
_MOMENT = UTCDateTime()
_ASKED = VERDICTS.c.asked == bindparam("now_asked")
_SAME = and_(_ASKED, *(CONSIDERED.c[name] == VERDICTS.c[name] for name in SITUATION_FACTS))
_HOW_FAR = select(func.count(), func.max(CONSIDERED.c.subscription_id))
_NEW = (
    select(*(CONSIDERED.c[name] for name in SITUATION_FACTS))
    .where(~select(literal(1)).select_from(VERDICTS).where(_SAME).correlate(CONSIDERED).exists())
    .distinct()
)


def consider(
    session: Session, campaign: Campaign, message: Message, at: Reckoning, interned: Interned, *, limit: int
) -> int:
    """Decide the next people on the campaign's list and write a delivery for each; answers how many there were."""
    connection = session.connection()
    answers = settled(session, campaign.list_id, now=at.now)
    asked = digest_of([campaign.id, as_data(message), as_data(at.policy), RULE_SET, _told(answers)])
    for table in (CONSIDERED, VERDICTS):
        connection.execute(CreateTable(table, if_not_exists=True))
    connection.execute(CONSIDERED.delete())
    if campaign.considered_through == 0:  # what earlier launches met takes room
        connection.execute(VERDICTS.delete())
    whom = {"list_id": campaign.list_id, "after": campaign.considered_through}
    connection.execute(_gather(at.policy, limit), whom | at.told())
    count, last = connection.execute(_HOW_FAR).one()
    if count == 0:
        return 0
    _ask_about_new(session, campaign, asked, message, at, interned, answers)
    connection.execute(_deliver(session, campaign, at.now), {"now_asked": asked})
    campaign.considered_through = last
    interned.grew_by(session, int(count))
    return int(count)


def _told(answers: Settled) -> list[Any]:
    """The answers given in review, as plain data: with others the law is asked anew."""
    return sorted([[digest_of(as_data(one)).hex(), sorted(said.items())] for one, said in answers.items()])


def _ask_about_new(
    session: Session,
    campaign: Campaign,
    asked: bytes,
    message: Message,
    at: Reckoning,
    interned: Interned,
    answers: Settled,
) -> None:
    """Ask the law about each situation of the chunk that was not met before."""
    connection = session.connection()
    rows = [tuple(row) for row in connection.execute(_NEW, {"now_asked": asked}).all()]
    if not rows:
        return
    situations = interned.read(session, rows)
    verdicts = decide_each(message, situations.values(), at.policy, answers)
    numbers = interned.intern(session, verdicts)
    reviewing.ask(session, campaign, ((numbers[one], said) for one, said in verdicts.items()), now=at.now)
    told = [
        {
            "asked": asked,
            **dict(zip(SITUATION_FACTS, row, strict=True)),
            "situation_id": numbers[one],
            **_verdict(verdicts[one]),
        }
        for row, one in situations.items()
    ]
    connection.execute(insert(VERDICTS), told)


def _verdict(decision: Decision) -> dict[str, str | None]:
    """The columns of a delivery that the decision fills in."""
    if isinstance(decision, Permitted):
        return {"state": DeliveryState.QUEUED, "reason": None, **grounds(decision)}
    return {"state": DeliveryState.WITHHELD, "reason": decision.reason, **grounds(decision)}


@lru_cache(maxsize=16)
def _gather(policy: Policy, limit: int) -> Any:
    query = of_list(policy, limit)
    return insert(CONSIDERED).from_select([column.name for column in query.selected_columns], query)


def _deliver(session: Session, campaign: Campaign, now: datetime) -> Any:
    settled_at = case((VERDICTS.c.state == DeliveryState.WITHHELD, literal(now, _MOMENT)), else_=null())
    columns: dict[str, ColumnElement[Any]] = {
        "uid": each_new_uid(session, CONSIDERED.c.subscription_id),
        "organisation_id": literal(campaign.organisation_id),
        "purpose": literal(str(Purpose.CAMPAIGN)),
        "campaign_id": literal(campaign.id),
        **{name: CONSIDERED.c[name] for name in ("subscriber_id", "subscription_id", "recipient")},
        **{name: VERDICTS.c[name] for name in ("situation_id", "state", "reason", "legal_basis", "rule")},
        "rule_set": literal(RULE_SET),
        "decided_at": literal(now, _MOMENT),
        "due_at": literal(now, _MOMENT),
        "attempts": literal(0),
        "created_at": literal(now, _MOMENT),
        "settled_at": settled_at,
    }
    query = select(*columns.values()).join_from(CONSIDERED, VERDICTS, _SAME).where(text("1 = 1"))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(Delivery).from_select(list(columns), query).on_conflict_do_nothing()
