"""What is measured is measured on a database as the program itself would have filled it."""

from bench.figures import Figure
from bench.people import KINDS, fill
from newsletter.app import utc_now
from newsletter.settings import Settings
from tests.mail_server import MailServer
from tests.world import World


async def test_many_people_are_as_the_program_would_have_written_them(
    settings: Settings, mail_server: MailServer
) -> None:
    await fill(settings, 130)

    async with World.begin(settings, mail_server, now=utc_now()) as world:
        await world.check_that_states_are_what_the_ledger_says()
        found = await world.verifies()
        subscribers = await world.call("GET", "/subscribers?limit=200")
        told = await world.tally(await world.queues())

    assert len(subscribers["data"]) == 130 + len(KINDS)
    assert found.records > 2 * 130
    assert told == {
        "queued": 75 + 30 + 1,
        "withheld": 25 + 5,
        "why": {
            "withheld": {
                "not_confirmed": 8 + 1, "withdrawn": 10 + 1, "no_basis": 4 + 1, "objected": 2 + 1, "blocked": 1 + 1,
            }
        },
    }  # fmt: skip


def test_a_figure_is_told_beside_its_bar_and_the_figure_of_last_time() -> None:
    wait = Figure("one_click_p99/sqlite/10000", 25.0, "ms", bar=50, most=True)

    assert (
        wait.line({}) == '{"figure": "one_click_p99/sqlite/10000", "value": 25.0, "unit": "ms", "bar": 50, "met": true}'
    )
    assert wait.line({wait.figure: 100.0}).endswith('"against": 100.0, "ratio": 0.25}')
    assert Figure("ledger_verification/sqlite/10000", 25.0, "records/s", bar=50).met is False
