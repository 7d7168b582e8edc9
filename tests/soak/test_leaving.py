"""Five hundred people leave while a campaign goes out: after the answer, no message to them begins."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlmodel import col, select

from bench.people import fill
from newsletter.database import Database
from newsletter.law.vocabulary import Standing
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.tokens import Tokens, Unsubscribe
from tests.soak.running import book_of, finished, free_port, installed, launched, recording

pytestmark = pytest.mark.soak

PEOPLE, LEAVERS, AT_ONCE = 3_000, 500, 5


async def test_after_the_answer_to_a_one_click_no_message_to_that_person_begins(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    settings = settings.model_copy(update={"secret_key": (SecretStr("a secret without any comma in it"),)})
    key = await fill(settings, PEOPLE)
    book, mail_port = tmp_path / "book", free_port()
    links = await links_of(database, settings)
    installation = installed(settings, key, tmp_path, mail_port)
    async with recording(mail_port, book), installation.serving() as (_, api):
        campaign = await launched(api)
        answered: dict[str, float] = {}
        clicks = [leave(api, links[number::AT_ONCE], answered) for number in range(AT_ONCE)]
        await asyncio.gather(*clicks)
        report = await finished(api, campaign)

    began = dict(book_of(book))
    late = {who: began[who] - at for who, at in answered.items() if began.get(who, at) > at}
    assert late == {}
    left = report["reasons"]["cancelled"]["withdrawn"]
    assert len(answered) == LEAVERS
    assert left >= 200, "too few were still waiting when they left for this to show anything"
    print(f"{LEAVERS} left, {left} of them while their message waited: 0 began after the answer")


async def leave(api: AsyncClient, links: list[tuple[str, str]], answered: dict[str, float]) -> None:
    for email, link in links:
        answer = await api.post(link, data={"List-Unsubscribe": "One-Click"}, timeout=60)
        answered[email] = time.monotonic()
        assert answer.status_code == 200, answer.text


async def links_of(database: Database, settings: Settings) -> list[tuple[str, str]]:
    """The links of people from the end of the list, who wait longest."""
    tokens = Tokens([key.get_secret_value() for key in settings.secret_key])
    query = (
        select(MailingList.uid, Subscriber.fingerprint, Subscriber.email)
        .select_from(Subscription)
        .join(MailingList)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(Subscription.standing == Standing.GRANTED)
        .order_by(col(Subscription.id).desc())
        .limit(LEAVERS * 3)
    )
    async with database.reading() as session:
        people: Any = (await session.exec(query)).all()[::3]
    return [
        (email, f"/unsubscribe/{tokens.for_unsubscribing(Unsubscribe(uid, mailbox, 1))}")
        for uid, mailbox, email in people
    ]
