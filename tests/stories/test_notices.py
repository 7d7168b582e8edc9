"""A concert is cancelled, and everybody with a ticket must know today: also who left, and who wants no marketing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import col, select

from newsletter.access.keys import Scope
from newsletter.deliveries import Delivery
from newsletter.law.vocabulary import Purpose
from newsletter.notices.models import NoticeRecipient
from tests.mail_server import Fault, yes
from tests.world import ANNE, BART, CRIS, DANA, World

BUYERS = [f"buyer{number:02}@people.example" for number in range(26)]
ALL_FALSE = {
    "contains_advertising": False,
    "contains_offers": False,
    "contains_partner_content": False,
    "links_to_marketing": False,
}
CANCELLED: dict[str, Any] = {
    "class": "contract_message",
    "concerns": "the concert on 28 November",
    "sender_name": "Kulturhuset Brygga",
    "sender_email": "billett@kulturhuset-brygga.example",
    "reply_to": "billett@kulturhuset-brygga.example",
    "language": "en",
    "subject": "The concert on 28 November is cancelled",
    "body": "Hello {{ name | default('ticket holder') }},\n\nthe concert is cancelled. You get the money for order "
    "{{ reference }} back: [refunds](https://kulturhuset-brygga.example/refund?order={{ reference }}).",
    "declared": ALL_FALSE,
}
A_TICKET: dict[str, Any] = {
    **CANCELLED,
    "concerns": "your order",
    "subject": "Order {{ reference }}",
    "body": "You sit in {{ values.seat }}.",
    "fields": ["seat"],
}


@dataclass
class Office:
    """The ticket office: somebody who writes notices, and somebody else who approves them."""

    world: World
    writer: AsyncClient
    approver: AsyncClient

    async def call(self, path: str, body: Any = None, *, expect: int = 200, **how: Any) -> Any:
        """Ask as the writer; with a body it is a POST."""
        method = how.pop("method", "GET" if body is None else "POST")
        answer = await self.writer.request(method, f"/api/v1/notices{path}", json=body or None, **how)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def refused(self, path: str, body: Any) -> set[tuple[str, str]]:
        """What is told to be wrong: pointers and codes."""
        problem = await self.call(path, body, expect=422)
        return {(wrong["pointer"], wrong["code"]) for wrong in problem["errors"]}

    async def writes(self, people: list[str], **otherwise: Any) -> str:
        """Write a notice to these people; answers its id."""
        named = [{"email": email, "reference": f"T-{number}"} for number, email in enumerate(people)]
        made = await self.call("", {**CANCELLED, "recipients": named, **otherwise}, expect=201)
        return str(made["id"])

    async def lets_go(self, notice: str, *, expect: int = 202) -> Any:
        """Hand it in, and have it approved."""
        await self.call(f"/{notice}/submit", {}, expect=202)
        return await self.approves(notice, expect=expect)

    async def approves(self, notice: str, *, by: AsyncClient | None = None, expect: int = 202) -> Any:
        digest = (await self.call(f"/{notice}/preview"))["digest"]
        told = {"digest": digest, "by": "Kari"}
        answer = await (by or self.approver).post(f"/api/v1/notices/{notice}/approve", json=told)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def recipients(self, notice: str) -> dict[str, Any]:
        listed = await self.call(f"/{notice}/recipients?limit=500")
        return {one["email"]: one for one in listed["data"]}


@pytest.fixture
async def office(world: World) -> AsyncIterator[Office]:
    async with AsyncExitStack() as doors:
        writer = await doors.enter_async_context(world.somebody_with(Scope.NOTICES_READ, Scope.NOTICES_WRITE))
        approver = await doors.enter_async_context(world.somebody_with(Scope.NOTICES_READ, Scope.NOTICES_APPROVE))
        yield Office(world, writer, approver)


async def says_no(world: World, email: str, kind: str) -> None:
    await world.call("POST", "/suppressions", {"email": email, "kind": kind, "channel": "letter"}, expect=201)


async def test_all_with_a_ticket_but_the_blocked_are_told_before_the_campaign_goes_on(office: Office) -> None:
    world = office.world
    await world.all_join(ANNE, BART, CRIS, DANA)
    await world.launches(subject="November")
    left = await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})
    assert left.status_code == 200
    await says_no(world, BART, "objection")
    await says_no(world, CRIS, "block")
    world.mail_server.bodies.clear()
    campaign = await world.queues(subject="December")
    people = [ANNE, BART, CRIS, DANA, *BUYERS]
    notice = await office.writes(people)

    await office.lets_go(notice)
    await world.works()

    told = [ANNE, BART, DANA, *BUYERS]
    *before, last = world.mail_server.bodies
    assert (sorted(before), last) == (sorted(told), DANA), "the campaign's mail comes last"
    assert (await world.tally(campaign))["sent"] == 1
    report = await office.call(f"/{notice}/report")
    assert (report["state"], report["recipients"]) == ("finished", 30)
    assert {state: count for state, count in report["deliveries"].items() if count} == {"sent": 29, "withheld": 1}
    assert report["reasons"] == {"withheld": {"blocked": 1}}
    became = await office.recipients(notice)
    assert {one["rule"] for email, one in became.items() if email != CRIS} == {"contract_is_no_marketing"}
    assert (became[CRIS]["state"], became[CRIS]["reason"], became[CRIS]["rule"]) == (
        "withheld", "blocked", "block_ends_all"
    )  # fmt: skip
    everybody = await world.call("GET", "/subscribers")
    assert len(everybody["data"]) == 4, "nobody became a subscriber by it"


async def test_the_mail_says_who_sends_it_and_why_and_offers_nothing_to_leave(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE])
    await office.lets_go(notice)
    await world.works()

    mail = world.newest_to(ANNE)
    headers = {name.lower() for name in mail.message}
    assert not {name for name in headers if name.startswith(("list-", "precedence"))}
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert mail.header("From") == '"Kulturhuset Brygga" <billett@kulturhuset-brygga.example>'
    assert mail.subject == CANCELLED["subject"]
    for part in (mail.text, mail.html):
        assert "Hello ticket holder" in part
        assert "https://kulturhuset-brygga.example/refund?order=T-0" in part
        assert "because of your agreement with us about the concert on 28 November. Your reference: T-0." in part
        assert "Kulturhuset Brygga AS, org. no. 999 888 777" in part
        assert "unsubscribe" not in part.lower()
    assert "<img" not in mail.html


async def test_somebody_who_says_no_to_marketing_while_it_goes_is_told_all_the_same(office: Office) -> None:
    world = office.world
    await world.all_join(ANNE, BART)
    await world.launches(subject="November")
    notice = await office.writes([ANNE, BART, CRIS])
    await office.lets_go(notice)

    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})
    await says_no(world, BART, "objection")
    await says_no(world, CRIS, "block")
    world.mail_server.bodies.clear()
    await world.works()

    assert world.mail_server.bodies == [ANNE, BART]
    cris = (await office.recipients(notice))[CRIS]
    assert (cris["state"], cris["reason"]) == ("cancelled", "blocked")


async def test_an_order_confirmation_with_a_banner_for_other_events_is_refused(office: Office) -> None:
    """Case C23: mixed content is marketing as a whole. What the composer says, and what a machine sees."""
    told = await office.call(
        "/templates", {**A_TICKET, "declared": {**ALL_FALSE, "contains_advertising": True}}, expect=201
    )
    assert await office.refused(f"/{told['id']}/submit", {}) == {
        ("/declared/contains_advertising", "contains_advertising")
    }
    banner = "\n\n[![Jazz in December](https://cdn.ads.example/b.png)](https://jazz.example/?utm_source=order)"
    seen = await office.call("/templates", {**A_TICKET, "body": A_TICKET["body"] + banner}, expect=201)
    assert await office.refused(f"/{seen['id']}/submit", {}) == {
        ("/body", "picture"), ("/body", "foreign_link"), ("/body", "tracking")
    }  # fmt: skip

    await office.call(f"/{seen['id']}", {"body": A_TICKET["body"]}, method="PATCH")
    await office.lets_go(seen["id"])


@pytest.mark.parametrize(
    ("otherwise", "wrong"),
    [
        ({"declared": {}}, {(f"/declared/{name}", "not_answered") for name in ALL_FALSE}),
        ({"declared": {**ALL_FALSE, "contains_offers": True}}, {("/declared/contains_offers", "contains_offers")}),
        ({"class": "legal_duty"}, {("/because", "because")}),
        ({"recipients": []}, {("/recipients", "no_recipients")}),
        ({"body": "![](https://kulturhuset-brygga.example/p.png)"}, {("/body", "picture")}),
        ({"body": "See https://tickets.example/refund"}, {("/body", "foreign_link")}),
        ({"body": "See www.tickets.example"}, {("/body", "foreign_link")}),
        ({"body": "[x](//tickets.example)"}, {("/body", "foreign_link")}),
        ({"body": "See partner.example/offers, or tickets.no"}, {("/body", "foreign_link")}),
        ({"subject": "More at https://partner.example"}, {("/subject", "foreign_link")}),
        (
            {"concerns": "the concert, see partner.example/?utm_source=x"},
            {("/concerns", "foreign_link"), ("/concerns", "tracking")},
        ),
        ({"sender_name": "tickets.com"}, {("/sender_name", "foreign_link")}),
        ({"body": "F.eks. kl. 19.30, bl.a. kr.100/stk, or write to post@brygga.no"}, set()),
        ({"body": "{% if name %}[x](https://a.example){% else %}y{% endif %}"}, {("/body", "foreign_link")}),
        ({"body": "[x](https://{{ name }}/)"}, {("/body", "link"), ("/body", "foreign_link")}),
        ({"body": "[x](javascript:alert)"}, set()),
        ({"body": "[x](https://notkulturhuset-brygga.example/)"}, {("/body", "foreign_link")}),
        ({"body": "[x](https://kulturhuset-brygga.example/?fbclid=1)"}, {("/body", "tracking")}),
        ({"body": "[x](https://[)"}, {("/body", "link")}),
        ({"body": "[x](/refund)"}, {("/body", "link")}),
        ({"body": "[x](https://tickets.example/)", "links": {"tickets.example": "where refunds are asked for"}}, set()),
        ({"body": "[x](https://billett.kulturhuset-brygga.example/) or post@brygga.example"}, set()),
        ({"body": "[write](mailto:billett@brygga.example), [call](tel:+4722000000)"}, set()),
        ({"class": "legal_duty", "because": "angrerettloven § 18"}, set()),
    ],
)
async def test_what_a_notice_may_hold_is_checked_before_it_goes(
    office: Office, otherwise: dict[str, Any], wrong: set[tuple[str, str]]
) -> None:
    notice = await office.writes([ANNE], **otherwise)

    told = {(p["pointer"], p["code"]) for p in (await office.call(f"/{notice}/preview"))["problems"]}

    assert told == wrong
    if wrong:
        assert await office.refused(f"/{notice}/submit", {}) == wrong
    else:
        await office.lets_go(notice)


async def test_nobody_approves_what_they_wrote_nor_what_they_have_not_read(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE])
    async with world.somebody_with(Scope.NOTICES_WRITE, Scope.NOTICES_APPROVE) as both:
        await both.post(f"/api/v1/notices/{notice}/submit")
        await office.approves(notice, by=both, expect=403)
        await office.approves(notice, by=office.writer, expect=403)
    read = (await office.call(f"/{notice}/preview"))["digest"]
    for change, body in (
        ("", {"body": "We also play jazz."}),
        ("/recipients", {"recipients": [{"email": BART, "reference": "T-9"}]}),
    ):
        method = "POST" if change else "PATCH"
        await office.call(f"/{notice}{change}", body, method=method)
        assert (await office.call(f"/{notice}"))["state"] == "draft", "what was handed in is dropped"
        await office.call(f"/{notice}/submit", {}, expect=202)
        late = await office.approver.post(f"/api/v1/notices/{notice}/approve", json={"digest": read, "by": "Kari"})
        assert late.status_code == 409, late.text
    await world.works()
    assert world.mail_server.bodies == []

    approved = await office.approves(notice)

    assert approved["approved_by"] == "Kari (Kari)"
    await office.approves(notice, expect=409)
    await office.call(f"/{notice}", {"body": "Otherwise"}, method="PATCH", expect=409)
    await world.works()
    assert world.mail_server.bodies == [ANNE, BART]


async def test_a_notice_that_is_called_off_tells_nobody_more(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE, BART])
    await office.lets_go(notice)

    called_off = await office.call(f"/{notice}/cancel", {})
    await world.works()

    assert called_off["state"] == "cancelled"
    assert world.mail_server.bodies == []
    assert (await office.call(f"/{notice}/report"))["reasons"] == {"cancelled": {"notice_cancelled": 2}}


async def test_what_was_put_off_when_it_was_called_off_does_not_go_later(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE])
    await office.lets_go(notice)

    async def called_off_meanwhile(_: str) -> str:
        await office.call(f"/{notice}/cancel", {})
        return "451 later"

    world.mail_server.on_dot = called_off_meanwhile
    await world.works()
    world.mail_server.on_dot = yes
    world.passes(hours=1)
    await world.works()

    assert world.mail_server.bodies == [ANNE], "the one that was on the wire, and was put off"
    assert (await office.call(f"/{notice}/report"))["reasons"] == {"cancelled": {"notice_cancelled": 1}}


async def test_it_is_sent_again_by_itself_a_few_times_when_nobody_knows_whether_it_arrived(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE])
    await office.lets_go(notice)
    tries: list[str] = []

    def falls_silent(recipient: str) -> Fault:
        tries.append(recipient)
        return Fault.HANGS_UP

    world.mail_server.on_dot = falls_silent
    for _ in range(5):
        await world.works()
        world.passes(hours=1)

    assert tries == [ANNE] * 3
    report = await office.call(f"/{notice}/report")
    assert (report["state"], report["reasons"]) == ("finished", {"uncertain": {"no_answer": 1}})


async def test_buyers_come_out_of_a_file_and_nobody_twice(office: Office) -> None:
    notice = await office.writes([])
    rows = f"\ufeffEmail;Name;Reference\n{ANNE};Anne;T-1\n{BART};;T-2\n{ANNE.upper()};Anne;T-1\n"
    csv = {"Content-Type": "text/csv; charset=utf-8"}
    path = f"/api/v1/notices/{notice}/recipients/csv"

    answer = await office.writer.post(path, content=rows.encode(), headers=csv)

    assert answer.json() == {"added": 2, "repeated": 1}
    assert {email: (one["name"], one["reference"]) for email, one in (await office.recipients(notice)).items()} == {
        ANNE: ("Anne", "T-1"), BART: ("", "T-2")
    }  # fmt: skip
    for wrong in (
        "",
        "address\nx\n",
        f"email,reference,name\n{ANNE},T-1,Hansen, Kari\n",
        "email,reference\nnobody,T-1\n",
        f"email,reference\n{ANNE},\n",
        "email,reference\nx\n",
    ):
        refused = await office.writer.post(path, content=wrong.encode(), headers=csv)
        assert refused.status_code == 422, refused.text
    assert (await office.writer.post(path, content=b"\xff\xfe", headers=csv)).status_code == 422
    assert (await office.writer.post(path, content=rows.encode(), headers={"Content-Type": "a/b"})).status_code == 422
    hidden = {"recipients": [{"email": CRIS, "reference": "T-3", "name": "Win at https://jazz.example"}]}
    assert await office.refused(f"/{notice}/recipients", hidden) == {("/recipients/0/name", "link")}
    assert len(await office.recipients(notice)) == 2


async def test_why_it_was_no_marketing_can_be_told_for_each_recipient(office: Office) -> None:
    world = office.world
    await says_no(world, BART, "block")
    notice = await office.writes([ANNE, BART], **{"class": "legal_duty", "because": "angrerettloven § 18"})
    await office.lets_go(notice)
    await world.works()
    became = await office.recipients(notice)

    anne, bart = [
        await office.call(f"/{notice}/recipients/{became[email]['id']}/explanation") for email in (ANNE, BART)
    ]

    assert (anne["then"]["rule"], anne["then"]["legal_basis"]) == ("duty_is_no_marketing", "legal_duty")
    assert "GDPR art. 6(1)(c)" in anne["now"]["rule"]["citation"]
    assert anne["now"]["tracking"] == "off"
    assert anne["then"]["situation"]["suppression"] == "none"
    assert (bart["then"]["state"], bart["then"]["reason"], bart["now"]["decision"]) == (
        "withheld",
        "blocked",
        "refused",
    )


async def test_who_got_it_is_forgotten_and_that_it_went_is_not(office: Office) -> None:
    world = office.world
    notice = await office.writes([ANNE, BART])
    draft = await office.writes([CRIS])
    await office.lets_go(notice)
    await world.works()
    before = await office.recipients(notice)

    world.passes(days=29)
    await world.ticks()
    assert await office.recipients(notice) == before
    world.passes(days=2)
    await world.ticks()

    for forgotten in (notice, draft):
        listed = (await office.call(f"/{forgotten}/recipients"))["data"]
        assert {(one["email"], one["name"], one["reference"]) for one in listed} == {("", "", "")}
        assert all(one["erased_at"] for one in listed)
    async with world.database.reading() as session:
        kept = (await session.exec(select(Delivery).where(col(Delivery.purpose) == Purpose.NOTICE))).all()
        rows = {row.uid: row for row in (await session.exec(select(NoticeRecipient))).all()}
    assert [one.rule for one in kept] == ["contract_is_no_marketing"] * 2
    assert all(rows[one.uid].recipient == one.recipient and not one.reply for one in kept)
    assert await office.refused(f"/{draft}/submit", {}) == {("/recipients", "no_recipients")}
    stored = str(await world.everything_stored())
    assert not [email for email in (ANNE, BART, CRIS) if email in stored]


async def test_a_template_is_approved_once_and_then_goes_to_one_buyer_at_a_time(office: Office) -> None:
    world = office.world
    template = (await office.call("/templates", A_TICKET, expect=201))["id"]
    order = {"email": ANNE, "reference": "T-1", "values": {"seat": "row 7 & 8"}}
    await office.call(f"/templates/{template}/send", order, expect=409)
    await office.call(f"/{template}/submit", {}, expect=202)
    await office.approves(template)
    await says_no(world, ANNE, "objection")

    sent = await office.call(f"/templates/{template}/send", order, expect=202)
    await world.works()

    mail = world.newest_to(ANNE)
    assert (mail.subject, "row 7 & 8" in mail.text, "row 7 &amp; 8" in mail.html) == ("Order T-1", True, True)
    assert (await office.recipients(template))[ANNE]["id"] == sent["id"]
    for values, wrong in (
        ({}, ("/values/seat", "values")),
        ({"seat": "1", "row": "2"}, ("/values/row", "values")),
        ({"seat": "www.jazz.example"}, ("/values/seat", "link")),
    ):
        assert await office.refused(f"/templates/{template}/send", {**order, "values": values}) == {wrong}
    await world.works()
    assert (await office.call(f"/{template}"))["state"] == "sending", "it stays in use"
    await office.call(f"/{template}/cancel", {})
    await office.call(f"/templates/{template}/send", order, expect=409)
    await office.call(f"/templates/{await office.writes([BART])}/send", order, expect=404)
