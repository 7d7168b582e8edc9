"""Whatever goes wrong, and whoever writes it down: is there no address in the log, and one JSON object a line?"""

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from sqlalchemy import text

from newsletter import jobs, logs
from newsletter.delivery import sending
from newsletter.tokens import Tokens, Unsubscribe
from tests.mail_server import Fault
from tests.world import ANNE, BART, CRIS, DANA, World


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as the service writes it, where a test can read it."""
    handlers, level = logging.root.handlers, logging.root.level
    written = io.StringIO()
    logs.write(written)
    yield written
    logging.root.handlers, logging.root.level = handlers, level


def lines(log: io.StringIO) -> list[Any]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_an_address_is_struck_out_wherever_it_stands(log: io.StringIO) -> None:
    told = structlog.get_logger()
    told.warning(f"of {ANNE}", to=[BART], nested={"reply": f"550 <{CRIS}> unknown"}, path=f"/x?email={DANA}&y=1")
    told.warning("in a path", path="/api/v1/subscribers?email=anne%40people.example")
    told.warning("kåre@blåbær.example and o'hara+news@sub.people.example", uid="0199-aa", at="12:00")
    logging.getLogger("a.library").error("could not send to %s", ANNE)
    logging.getLogger("a.library").info("of no matter")
    try:
        raise ValueError(f'DETAIL: Key (email)=({ANNE}) "{BART}" already exists\n{CRIS}')
    except ValueError:
        told.exception("stumbled")
        logging.getLogger("a.library").exception("stumbled over %r", BART)

    assert "people.example" not in log.getvalue()
    assert "kåre" not in log.getvalue()
    found = lines(log)
    assert len(found) == 6
    assert found[0]["event"] == "of [address]"
    assert found[3] | {"timestamp": ""} == {"event": "could not send to [address]", "level": "error", "timestamp": ""}
    assert all("Traceback" in one["exception"] for one in found[4:])


def test_a_link_and_a_key_are_struck_out_wherever_they_stand(log: io.StringIO) -> None:
    tokens = Tokens(["a key that is long enough for this"])
    links = [
        tokens.for_confirming(UUID(int=7)),
        tokens.for_unsubscribing(Unsubscribe(UUID(int=8), b"f" * 32, 9)),
    ]
    key = f"nl_{'Ab-9_' * 8}"
    told = structlog.get_logger()
    for secret in (*links, key):
        told.warning(f"at https://news.example/unsubscribe/{secret}?a=b", headers={"authorization": f"Bearer {secret}"})
        logging.getLogger("a.library").error("refused:\n%s\nså%s\n", secret, secret)
    told.warning(
        "of the key nl_Ab-9_Ab-\nl_no_key_but_a_line_of_its_own",
        version="newsletter.campaigns.models",
        uid=str(UUID(int=7)),
    )

    assert not [secret for secret in (*links, key) if secret in log.getvalue() or secret[-12:] in log.getvalue()]
    found = lines(log)
    assert found[0]["event"] == "at https://news.example/unsubscribe/[link]?a=b"
    assert found[4]["headers"] == {"authorization": "Bearer [key]"}
    assert found[1]["event"] == "refused:\n[link]\nså[link]\n"
    assert found[5]["event"] == "refused:\n[key]\nså[key]\n"
    assert found[6]["event"].startswith("of the key nl_Ab-9_Ab-\nl_no"), "by its hint people tell a key from others"
    assert found[6]["version"] == "newsletter.campaigns.models"


COMPLAINS = f"""
import logging, sys, threading, warnings
from newsletter import logs
logs.write()
logs.write_all()
warnings.warn("about {ANNE}")
logging.getLogger("a.library").error("%d of them", "{ANNE}")
def fail():
    raise ValueError("{ANNE} already exists")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Gone:
    __del__ = lambda self: fail()
Gone()
fail()
"""


def test_what_python_itself_complains_of_passes_the_log_too() -> None:
    ran = subprocess.run([sys.executable, "-c", COMPLAINS], capture_output=True, text=True)
    told = [json.loads(line) for line in ran.stderr.splitlines()]

    assert ran.returncode == 1
    assert [line["level"] for line in told] == ["warning", "critical", "critical", "critical"]
    assert "people.example" not in ran.stderr
    assert "UserWarning: about [address]" in told[0]["event"]
    assert "[address] already exists" in told[3]["exception"]


@pytest.mark.parametrize("command", [("worker",), ("serve", "--web-only")])
def test_a_service_that_falls_over_says_so_in_its_log(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = {
        "NEWSLETTER_DATABASE_URL": "postgresql+psycopg://anne:parrot@127.0.0.1:1/nowhere",
        "NEWSLETTER_DATA_DIR": str(tmp_path),
    }
    run = [str(Path(sys.prefix) / "bin" / "newsletter"), *command]
    ran = subprocess.run(run, env=environment, capture_output=True, text=True, timeout=60)

    assert ran.returncode == 1
    assert json.loads(ran.stderr.splitlines()[-1])["event"] == "uncaught"
    assert "parrot" not in ran.stderr


async def test_a_campaign_on_which_everything_goes_wrong_names_nobody_in_the_log(
    world: World, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.all_join(ANNE, BART, CRIS, DANA)

    def answer(to: str) -> Any:
        says = {ANNE: f"550 5.1.1 <{ANNE}> unknown", BART: f"451 {BART} later", CRIS: Fault.HANGS_UP}
        return says.get(to)

    world.mail_server.on_rcpt = answer
    await world.launches()
    world.mail_server.on_connect = lambda _: Fault.HANGS_UP
    await world.launches(subject="January")
    world.mail_server.on_connect = lambda _: None
    monkeypatch.setattr(sending, "write", of_whom_it_speaks)
    async with asyncio.timeout(20):
        sender = world.sender()
        running = asyncio.create_task(sender.run())
        world.passes(minutes=10)
        while "stumbled" not in log.getvalue():
            await asyncio.to_thread(lambda: None)
        sender.stopping.set()
        await running
    await jobs._run(stumble, jobs.Work(world.database, world.settings), lambda: world.now)
    async with world.database.transaction() as session:
        await session.exec(text("ALTER TABLE subscribers RENAME TO gone"))  # type: ignore[call-overload]
    assert (await world.marketer.get(f"/api/v1/subscribers?email={ANNE}")).status_code == 500
    async with world.database.transaction() as session:
        await session.exec(text("ALTER TABLE gone RENAME TO subscribers"))  # type: ignore[call-overload]

    fault = next(line for line in lines(log) if line["event"] == "unforeseen")
    assert (fault["method"], fault["path"]) == ("GET", "/api/v1/subscribers")
    told = {line["event"] for line in lines(log)}
    assert told >= {
        "mail server away",
        "sending stumbled; it goes on by itself",
        "job stumbled; the next tick tries again",
        "unforeseen",
    }
    assert "people.example" not in log.getvalue()


def of_whom_it_speaks(draft: Any, *_: Any, **__: Any) -> Any:
    raise RuntimeError(f"cannot write to {draft.email}")


async def stumble(work: jobs.Work, _: Any) -> None:
    async with work.database.transaction() as session:
        await session.exec(text(f"SELECT '{ANNE}' FROM nowhere"))  # type: ignore[call-overload]
