"""What does the client do when the service does not do at once what was asked? Against a real service."""

import pytest
from fastapi import FastAPI, Request, Response
from httpx2 import ASGITransport

from newsletter_client import Newsletter, Refused
from tests.world import ANNE, World

NOBODY = "019dffff-0000-7000-8000-000000000000"


def opened(world: World) -> Newsletter:
    """The client of the world's marketer."""
    key = world.marketer.headers["Authorization"].removeprefix("Bearer ")
    return Newsletter("https://news.venue.example", api_key=key, transport=ASGITransport(app=world.app))


async def test_what_is_refused_is_one_exception_that_says_what_to_do(world: World) -> None:
    async with opened(world) as api:
        with pytest.raises(Refused) as unknown:
            await api.campaigns.get(NOBODY)
        with pytest.raises(Refused) as wrong:
            await api.campaigns.create(list_id=world.ids["list"], subject="", body="{{ subscriber.shoe_size }}")
    assert (unknown.value.status, unknown.value.type) == (404, "https://news.venue.example/problems/not-found")
    assert wrong.value.status == 422
    assert [mistake.pointer for mistake in wrong.value.errors] == ["/subject"]
    assert str(wrong.value) == wrong.value.detail


async def test_a_listing_goes_on_over_all_its_pages(world: World) -> None:
    async with opened(world) as api:
        made = [
            (await api.campaigns.create(list_id=world.ids["list"], subject=f"{n}", body="Hello")).id for n in range(103)
        ]
        assert [campaign.id async for campaign in api.campaigns.list()] == made


async def test_what_is_left_out_stays_and_an_id_is_one_step_of_the_path(world: World) -> None:
    async with opened(world) as api:
        made = await api.campaigns.create(list_id=world.ids["list"], subject="December", body="Hello")
        changed = await api.campaigns.change(made.id, subject="January")
        assert (changed.subject, changed.body) == ("January", "Hello")
        with pytest.raises(Refused, match="path"):
            await api.campaigns.get(f"{made.id}/../{made.id}")


async def test_a_proof_comes_as_a_shape_or_on_paper_and_a_document_as_it_was(world: World) -> None:
    await world.joins(ANNE)
    async with opened(world) as api:
        (anne,) = [person async for person in api.subscribers.list(email=ANNE)]
        proof, paper = (
            await api.privacy.prove_subscriber(anne.id),
            await api.privacy.prove_subscriber(anne.id, format="pdf"),
        )
        assert not isinstance(proof, bytes)
        assert isinstance(paper, bytes)
        assert proof.people[0].consents[0].in_force
        assert paper.startswith(b"%PDF-")
        kept = await api.consents.create_consent_document(content=b"Yes, Anne", media_type="text/plain")
        assert await api.consents.get_consent_document(kept.id) == b"Yes, Anne"


async def test_a_campaign_is_watched_as_events(world: World) -> None:
    async with opened(world) as api:
        draft = await world.drafts()
        events = [event async for event in api.campaigns.watch(draft)]
        assert [event.event for event in events] == ["progress"]
        with pytest.raises(Refused):
            [event async for event in api.campaigns.watch(NOBODY)]


class Busy:
    """A service that is too busy for the first requests."""

    def __init__(self, status: int = 429, times: int = 2, retry_after: str = "0") -> None:
        self.status, self.times, self.retry_after = status, times, retry_after
        self.seen: list[Request] = []

    async def answers(self, request: Request) -> Response:
        self.seen.append(request)
        if len(self.seen) <= self.times:
            return Response(
                status_code=self.status, headers={"Retry-After": self.retry_after} if self.retry_after else {}
            )
        return Response('{"data": [], "deliveries": 0, "state": "finished"}', media_type="application/json")


def api_of(busy: Busy) -> Newsletter:
    app = FastAPI()
    app.add_route("/{path:path}", busy.answers, methods=["GET", "POST", "PATCH"])
    return Newsletter("http://busy.example", api_key="nl_any", transport=ASGITransport(app=app))


async def test_a_read_and_a_post_are_tried_again_and_the_post_by_the_same_key() -> None:
    for status in (429, 503):
        busy = Busy(status)
        async with api_of(busy) as api:
            assert [found async for found in api.lists.list()] == []
        assert len(busy.seen) == 3
        busy = Busy(status)
        async with api_of(busy) as api:
            await api.campaigns.settle_uncertain(NOBODY, action="close")
            await api.campaigns.settle_uncertain(NOBODY, action="close")
        keys = [request.headers["Idempotency-Key"] for request in busy.seen]
        assert len(keys) == 4
        assert len(set(keys[:3])) == 1
        assert keys[3] != keys[0]


@pytest.mark.parametrize(
    "busy",
    [Busy(times=9), Busy(status=500), Busy(retry_after=""), Busy(retry_after="3600"), Busy(status=404)],
    ids=["always busy", "broken", "says no time", "much later", "not there"],
)
async def test_what_will_not_get_better_soon_is_refused(busy: Busy) -> None:
    async with api_of(busy) as api:
        with pytest.raises(Refused) as refused:
            [found async for found in api.lists.list()]
    assert refused.value.status == busy.status
    assert len(busy.seen) == (4 if busy.times == 9 else 1)


async def test_a_change_is_not_made_twice() -> None:
    busy = Busy()
    async with api_of(busy) as api:
        with pytest.raises(Refused):
            await api.lists.change(NOBODY, name="Jazz")
    assert len(busy.seen) == 1
