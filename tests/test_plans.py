"""Does a person's way stay short when there are a million others? No statement on it goes through a whole table."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, event

from newsletter.database import Database
from tests.world import ANNE, BART, World

#: What grows with people and mails. A list, a form or a campaign more is no matter.
GROWS = (
    "consent_details", "consent_records", "consent_sealed", "consent_seals", "deliveries", "relationships",
    "subscribers", "subscriptions", "suppressed_mailboxes", "earlier", "other",
)  # fmt: skip
THROUGH_ALL = re.compile(rf"SCAN ({'|'.join(GROWS)})\b(?! USING (COVERING )?INDEX)")


@contextmanager
def plans(database: Database) -> Iterator[dict[str, list[str]]]:
    """Each statement that SQLite is given, with the steps it takes to answer."""
    seen: dict[str, list[str]] = {}

    def explain(_: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and statement not in seen:
            seen[statement] = []
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
            seen[statement] = [row[3] for row in cursor.fetchall()]

    engines: list[Engine] = [database.engine.sync_engine, database._threaded]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", explain)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # its planner needs no statistics to be asked
async def test_nothing_on_a_persons_way_goes_through_everybody(world: World) -> None:
    with plans(world.database) as seen:
        await world.all_join(ANNE, BART)
        queued = await world.queues(subject="November")
        await looked_at_from_outside(world, queued)
        await world.works()
        campaign = await world.launches()
        await world.visitor.post(world.newest_to(ANNE).one_click)
        await world.works()
        await world.report(campaign)
    claims = [steps for statement, steps in seen.items() if "deliveries.due_at <= ?" in statement]
    assert len(claims) >= 3
    assert not any("TEMP B-TREE" in step for steps in claims for step in steps), claims
    assert {statement: steps for statement, steps in seen.items() if goes_through_all(statement, steps)} == {}


async def looked_at_from_outside(world: World, campaign: str) -> None:
    """What a marketer's program, Prometheus and a load balancer ask again and again."""
    await world.call("GET", f"/campaigns/{campaign}/progress")
    world.app.state.settings = world.settings.model_copy(update={"metrics_key": SecretStr("key")})
    assert (await world.visitor.get("/metrics", headers={"Authorization": "Bearer key"})).status_code == 200
    world.passes(minutes=11)
    assert (await world.visitor.get("/readyz")).json()["queue"] == "standing still"


async def test_a_look_at_a_campaign_counts_along_an_index(database_url: str, world: World) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("its planner needs no statistics to be asked")
    await world.joins(ANNE)
    campaign = await world.queues()
    with plans(world.database) as seen:
        await world.call("GET", f"/campaigns/{campaign}/progress")

    counts = [steps[0] for statement, steps in seen.items() if "GROUP BY deliveries.state" in statement]
    assert sorted(counts) == [
        "SEARCH deliveries USING COVERING INDEX ix_deliveries_campaign_state (campaign_id=?)",
        "SEARCH deliveries USING INDEX ix_deliveries_tests (campaign_id=?)",
    ]


def goes_through_all(statement: str, steps: list[str]) -> bool:
    """Whether it looks at every row; to take the newest from the end is not that."""
    takes_the_newest = "WHERE" not in statement and "LIMIT" in statement and len(steps) == 1
    return not takes_the_newest and any(map(THROUGH_ALL.search, steps))
