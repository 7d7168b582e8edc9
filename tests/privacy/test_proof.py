"""What can be shown about a person: who came and went, who was only put in, who is forgotten."""

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from pypdf import PdfReader
from sqlmodel import col, delete, select, update

from newsletter import addresses
from newsletter.access.making import create_key
from newsletter.addresses import fingerprint
from newsletter.consent import ledger
from newsletter.consent.record import ConsentDetails, canonical
from newsletter.deliveries import Delivery
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.privacy.gathering import Named, gather
from newsletter.privacy.kept import Held
from newsletter.privacy.proof import Person, Proof
from newsletter.privacy.shelf import shelf_of
from newsletter.settings import Settings
from newsletter.subscriptions.models import Subscriber, Subscription
from tests.mail_server import MailServer
from tests.world import ANNE, BART, CRIS, DANA, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FIREFOX = {"user-agent": "Firefox"}


async def subscriber(world: World, email: str) -> str:
    return str((await world.call("GET", f"/subscribers?email={email}"))["data"][0]["id"])


async def proof_of(world: World, email: str) -> Any:
    """The only person in the proof that the API gives of an address."""
    (person,) = (await world.call("GET", f"/subscribers/{await subscriber(world, email)}/proof"))["people"]
    return person


async def proof_by_fingerprint(world: World, *emails: str) -> Proof:
    """The proof as it is gathered for addresses alone."""
    named = []
    for email in emails:
        address = addresses.parse(email)
        assert address
        named.append(Named(email, fingerprint(address, world.settings.fingerprint_secret)))
    async with world.database.reading() as session:
        organisation = (await session.exec(select(Organisation))).one()
        return await gather(session, organisation, named, now=world.now)


async def paper(world: World, email: str, language: str) -> str:
    """What the PDF of an address says, its lines joined."""
    path = f"/api/v1/subscribers/{await subscriber(world, email)}/proof"
    answer = await world.marketer.get(f"{path}?format=pdf&language={language}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return said(answer.content)


def said(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


async def anne_comes_and_goes(world: World) -> None:
    await world.signs_up(ANNE, name="Anne Ås", page="https://venue.example/jazz?from=anne", version="1")
    await world.works()
    world.passes(hours=1)
    await world.visitor.post(world.newest_to(ANNE).confirm_link, headers=FIREFOX)
    world.passes(days=1)
    await world.launches(subject="December")
    world.passes(days=1)
    await world.visitor.post(world.newest_to(ANNE).one_click, data=ONE_CLICK)
    world.passes(days=1)
    await world.launches(subject="January")


async def forget(world: World, email: str) -> None:
    """Take away all that can be erased about somebody, as an erasure would."""
    async with world.database.transaction() as session:
        person = (await session.exec(select(Subscriber).where(Subscriber.email == email))).one()
        subject, person_id = person.fingerprint, person.id
        gone = {"subscriber_id": None, "subscription_id": None, "reply": None}
        await session.exec(update(Delivery).where(col(Delivery.recipient) == subject).values(**gone))
        await session.exec(delete(Subscription).where(col(Subscription.subscriber_id) == person_id))
        await session.exec(delete(Subscriber).where(col(Subscriber.id) == person_id))
        ids = [record.id for record in await world.ledger() if record.subject == subject]
        await session.exec(delete(ConsentDetails).where(col(ConsentDetails.record_id).in_(ids)))


def lacks(person: Any) -> set[tuple[int, str]]:
    return {(lack["field"], lack["held"]) for lack in person["lacking"]}


def lacks_of(person: Person) -> set[tuple[int, Held]]:
    return {(lack.field, lack.held) for lack in person.lacking}


async def test_a_consent_is_shown_with_its_words_and_both_its_steps(world: World) -> None:
    await anne_comes_and_goes(world)

    person = await proof_of(world, ANNE)

    assert person["address"] == ANNE
    assert person["name"] == "Anne Ås"
    (consent,) = person["consents"]
    assert consent["list_name"] == "Konsertprogrammet"
    assert (consent["act"], consent["channel"]) == ("unticked_box", "form")
    assert consent["given"]["at"] == "2026-11-23T09:00:00Z"
    assert consent["given"]["ip"] == "192.0.2.7"
    assert consent["confirmation_sent_at"] == "2026-11-23T09:00:00Z"
    assert consent["confirmed"]["at"] == "2026-11-23T10:00:00Z"
    assert consent["confirmed"]["user_agent"] == "Firefox"
    assert consent["in_force"] is False
    assert consent["page"] == "https://venue.example/jazz"
    form = consent["form"]
    assert (form["slug"], form["version"], form["language"], form["shown_by"]) == ("konsertprogrammet", 1, "nb", "us")
    assert form["title"] == "Få konsertprogrammet på e-post"
    words = consent["wording"]
    assert words["words"] == "Ja takk, Kulturhuset Brygga AS kan sende meg konsertprogrammet på e-post."
    assert words["version"] == 1
    assert (words["sender"], words["sender_number"]) == ("Kulturhuset Brygga AS", "999 888 777")
    assert words["content"].startswith("Konsertprogrammet:")
    assert words["frequency"] == "Omtrent én gang i måneden."
    assert words["withdrawal"].startswith("Med ett klikk")
    assert words["privacy_policy_url"] == "https://kulturhuset-brygga.example/personvern"


async def test_every_no_and_every_mail_is_shown_with_what_it_rested_on(world: World) -> None:
    await anne_comes_and_goes(world)

    person = await proof_of(world, ANNE)

    (no,) = person["noes"]
    assert (no["kind"], no["list_name"], no["channel"]) == ("withdrawn", "Konsertprogrammet", "one_click")
    assert no["received_at"] == no["recorded_at"] == "2026-11-25T10:00:00Z"
    confirmation, december, january = person["mails"]
    assert (confirmation["purpose"], confirmation["list_name"]) == ("confirmation", "Konsertprogrammet")
    assert (confirmation["legal_basis"], confirmation["marketing_act"]) == ("requested_reply", "outside § 15")
    assert (december["subject"], december["state"], december["reply"]) == ("December", "sent", "250 Taken")
    assert (december["legal_basis"], december["rule"]) == ("consent", "prior_consent")
    assert december["marketing_act"] == "markedsføringsloven § 15 first paragraph"
    assert december["gdpr"] == "GDPR art. 6(1)(a)"
    assert december["rule_set"]
    assert december["settled_at"] == "2026-11-24T10:00:00Z"
    body = "December\nHello {{ subscriber.name }}!"
    assert december["content_digest"] == hashlib.sha256(body.encode()).hexdigest()
    assert (january["state"], january["reason"]) == ("withheld", "withdrawn")
    assert [(place["standing"], place["list_name"]) for place in person["lists"]] == [
        ("withdrawn", "Konsertprogrammet")
    ]


async def test_what_authorities_ask_for_and_is_not_kept_is_said(world: World) -> None:
    await anne_comes_and_goes(world)

    person = await proof_of(world, ANNE)

    assert person["erased"] is False
    assert lacks(person) == {(n, "missing") for n in (4, 7, 8, 10, 11, 13, 15)}


async def test_a_website_of_the_senders_own_does_not_prove_what_it_showed(world: World) -> None:
    await world.joins(ANNE)

    person = await proof_of(world, ANNE)

    told = {lack["says"] for lack in person["lacking"]}
    assert any("from another page than this program's own" in says for says in told)
    assert "The page where the form stood is not kept." in told
    assert (person["points"][0]["held"], person["points"][0]["says"]) == (
        "kept",
        "The address is kept. No name was given.",
    )


async def test_anybody_can_compute_the_digest_of_each_record_and_find_its_seal(world: World) -> None:
    await anne_comes_and_goes(world)

    proof = await world.call("GET", f"/subscribers/{await subscriber(world, ANNE)}/proof")

    (person,) = proof["people"]
    assert [record["kind"] for record in person["records"]] == ["asked", "granted", "withdrawn"]
    for record in person["records"]:
        assert hashlib.sha256(canonical(record["envelope"])).hexdigest() == record["digest"]
        assert record["intact"] is True
        assert record["seal"]["number"] > 1
        assert len(record["seal"]["digest"]) == 64
    newest = person["records"][-1]["seal"]
    assert proof["head"] == f"{newest['number']}:{newest['digest']}"
    assert any("newsletter ledger verify --head" in told for told in proof["how_to_check"])


def sha256_of(envelope: Any) -> str:
    """By the words of `how_to_check`: as JSON in UTF-8, keys sorted, no blanks, letters as they are."""
    text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


async def test_an_outsider_computes_the_digests_of_records_and_words_from_the_json_alone(world: World) -> None:
    await anne_comes_and_goes(world)

    person = await proof_of(world, ANNE)

    shown = [record for record in person["records"] if record["wording"]]
    assert len(shown) == 2
    for record in shown:
        assert sha256_of(record["envelope"]) == record["digest"]
        words = record["wording"]
        assert sha256_of(words["envelope"]) == words["digest"] == record["envelope"]["wording_digest"]
        assert {name: words["envelope"][name] for name in ("words", "sender", "frequency")} == {
            name: words[name] for name in ("words", "sender", "frequency")
        }


async def test_the_proof_says_what_an_outsider_cannot_check_in_the_language_asked(world: World) -> None:
    await world.joins(ANNE)
    path = f"/subscribers/{await subscriber(world, ANNE)}/proof"

    english = " ".join((await world.call("GET", path))["how_to_check"])
    norwegian = await world.call("GET", f"{path}?language=nb")

    assert "What nobody can check from this proof alone: the seals." in english
    assert "wording_digest" in english
    told = " ".join(norwegian["how_to_check"])
    assert "Dette kan ingen kontrollere bare med dette beviset: seglene." in told
    assert norwegian["title"] == "Bevis for samtykke"
    [anne] = norwegian["people"]
    assert "Personens alder er ikke protokollført." in [lack["says"] for lack in anne["lacking"]]
    [mail] = anne["mails"]
    assert mail["citation"].startswith("markedsføringsloven § 15 første ledd")
    assert mail["rule"] == "reply_answers_a_request", "codes are the same in each language"


async def test_a_record_that_was_changed_does_not_fit_its_digest(world: World) -> None:
    await world.joins(ANNE)
    record = (await world.ledger())[0]
    async with world.database.reading() as session:
        shelf = await shelf_of(session, [record])
    assert shelf.kept(record).intact

    record.facts = {**record.facts, "act": "paper"}

    assert not shelf.kept(record).intact


async def test_of_somebody_who_was_only_put_in_it_is_said_plainly_that_there_is_no_consent(world: World) -> None:
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": CRIS}, expect=201)
    await world.launches()

    person = await proof_of(world, CRIS)

    assert person["consents"] == []
    assert [(place["standing"], place["legal_basis"]) for place in person["lists"]] == [("registered", "unknown")]
    assert {(n, "missing") for n in range(2, 11)} < lacks(person)
    assert "There is no consent of cris@people.example to the list" in await paper(world, CRIS, "en")
    assert "Det finnes ikke noe samtykke fra cris@people.example til listen" in await paper(world, CRIS, "nb")


async def test_a_sign_up_that_nobody_confirmed_is_no_consent(world: World) -> None:
    await world.signs_up(BART)
    await world.works()

    person = await proof_of(world, BART)

    (asked,) = person["consents"]
    assert asked["confirmed"] is None
    assert asked["in_force"] is False
    assert (9, "missing") in lacks(person)
    told = await paper(world, BART, "en")
    assert "There is no consent of bart@people.example" in told
    assert "the mailbox has not confirmed it" in told


async def test_an_objection_by_letter_is_shown_with_both_its_times(world: World) -> None:
    await world.joins(ANNE)
    world.passes(days=3)
    no = {"email": ANNE, "kind": "objection", "channel": "letter", "happened_at": "2026-11-24T08:00:00+01:00"}
    await world.call("POST", "/suppressions", no | {"note": "Enough!"}, expect=201)

    person = await proof_of(world, ANNE)

    (told,) = person["noes"]
    assert (told["kind"], told["list_name"], told["note"]) == ("objected", "", "Enough!")
    assert (told["received_at"], told["recorded_at"]) == ("2026-11-24T07:00:00Z", "2026-11-26T09:00:00Z")
    assert person["suppression"] == "objection"
    assert "said no to all marketing, received on 24 Nov 2026 07:00:00. The no holds." in await paper(world, ANNE, "en")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "Proof of consent",
                "Kulturhuset Brygga AS, org. no. 999 888 777",
                "anne@people.example was signed up for the list “Konsertprogrammet” on 23 Nov 2026 09:00:00",
                "No campaign to the list was handed over after that.",
                "The person left the list “Konsertprogrammet”.",
                "Ja takk, Kulturhuset Brygga AS kan sende meg konsertprogrammet på e-post.",
                "250 Taken",
                "§ 15 first paragraph GDPR art. 6(1)(a)",
                "What authorities ask for, point by point",
                "The person's age is not recorded.",
                "How to check",
            ),
        ),
        (
            "nb",
            (
                "Bevis for samtykke",
                "Kulturhuset Brygga AS, org.nr. 999 888 777",
                "anne@people.example ble meldt på listen «Konsertprogrammet» 23. nov. 2026 09:00:00",
                "Ingen kampanje til listen ble sendt etter det.",
                "Personen meldte seg av listen «Konsertprogrammet».",
                "Ja takk, Kulturhuset Brygga AS kan sende meg konsertprogrammet på e-post.",
                "250 Taken",
                "§ 15 første ledd GDPR art. 6 nr. 1 bokstav a",
                "Det myndighetene spør etter, punkt for punkt",
                "Personens alder er ikke protokollført.",
                "Slik kontrolleres beviset",
            ),
        ),
    ],
)
async def test_on_paper_a_lawyer_reads_it_all(world: World, language: str, told: Sequence[str]) -> None:
    await anne_comes_and_goes(world)

    text = await paper(world, ANNE, language)

    assert [part for part in told if part not in text] == []
    for record in (await proof_of(world, ANNE))["records"]:
        assert record["digest"] in text.replace(" ", "")


async def test_paper_is_given_to_who_accepts_it_in_their_language(world: World) -> None:
    await world.joins(ANNE)
    wanted = {"Accept": "application/pdf", "Accept-Language": "en"}

    answer = await world.marketer.get(f"/api/v1/subscribers/{await subscriber(world, ANNE)}/proof", headers=wanted)

    assert answer.headers["content-type"] == "application/pdf"
    assert "Proof of consent" in said(answer.content)


async def test_an_unknown_form_or_language_of_the_proof_is_refused(world: World) -> None:
    await world.joins(ANNE)
    path = f"/api/v1/subscribers/{await subscriber(world, ANNE)}/proof"

    for query, wrong in (("format=word", "?format"), ("language=tlh", "?language"), ("colour=red", "?colour")):
        answer = await world.marketer.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [wrong]


async def test_proving_changes_nothing(world: World) -> None:
    await anne_comes_and_goes(world)
    before = await world.everything_stored()

    await proof_of(world, ANNE)
    await paper(world, ANNE, "nb")

    assert await world.everything_stored() == before


async def test_what_another_organisation_knows_of_the_same_person_is_not_in_the_proof(world: World) -> None:
    await world.joins(ANNE)
    async with world.database.transaction() as session:
        other = Organisation(name="Another AS", organisation_number="1", postal_address="X", created_at=world.now)
        session.add(other)
        await session.flush()
        key = await create_key(session, other, "stranger", now=world.now)
    async with World._client(world.app, key) as stranger:
        await another_life(stranger)
        theirs = (await stranger.get("/api/v1/processing-record")).json()
    await world.works()

    person = await proof_of(world, ANNE)

    assert (person["noes"], person["suppression"]) == ([], "none")
    assert [record["kind"] for record in person["records"]] == ["asked", "granted"]
    assert [mail["purpose"] for mail in person["mails"]] == ["confirmation"]
    ours = await world.call("GET", "/processing-record")
    assert (len(ours["disclosures"]), ours["people"]) == (0, {"subscribers": 1, "suppressed": 0})
    assert (len(theirs["disclosures"]), theirs["people"]) == (1, {"subscribers": 1, "suppressed": 1})
    assert [(one["name"], one["people"]) for one in theirs["purposes"]] == [("Theirs", {"ended": 1})]


async def another_life(stranger: AsyncClient) -> None:
    """Another organisation puts Anne on a list, tries a campaign on her, discloses her address, and hears her no."""

    async def post(path: str, body: Any, status: int) -> Any:
        answer = await stranger.post(f"/api/v1{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    sender = {"language": "en", "sender_name": "Me", "sender_email": "me@other.example"}
    theirs = (await post("/lists", {"name": "Theirs", "reply_to": "me@other.example", **sender}, 201))["id"]
    subscriber_id = (await post(f"/lists/{theirs}/subscriptions", {"email": ANNE}, 201))["subscriber_id"]
    campaign = await post("/campaigns", {"list_id": theirs, "subject": "Theirs", "body": "Theirs"}, 201)
    await post(f"/campaigns/{campaign['id']}/test", {"to": [ANNE]}, 202)
    partner = {"partner": "Third AS", "partner_number": "3", "purpose": "Post", "basis": "consent", "data": ["name"]}
    await post(f"/subscribers/{subscriber_id}/disclosures", partner, 201)
    await post("/suppressions", {"email": ANNE, "kind": "objection", "channel": "phone"}, 201)


async def test_a_case_of_several_says_something_of_each(world: World) -> None:
    await world.joins(ANNE)

    proof = await proof_by_fingerprint(world, ANNE, DANA)

    anne, dana = proof.people
    assert anne.consents[0].in_force
    assert (dana.records, dana.mails, dana.lists, dana.erased) == ((), (), (), False)
    assert (dana.lacking, dana.points) == ((), ()), "nothing is held, so nothing can be lacking"


async def test_a_consent_of_unknown_time_lacks_its_time(world: World) -> None:
    await world.joins(ANNE)
    address = addresses.parse(ANNE)
    assert address
    async with world.database.transaction() as session:
        organisation = (await session.exec(select(Organisation))).one()
        await ledger.append(
            session,
            Happening.GRANTED,
            organisation_uid=organisation.uid,
            subject=fingerprint(address, world.settings.fingerprint_secret),
            list_uid=UUID(world.ids["list"]),
            facts={"act": "paper", "channel": "recorded", "time_unknown": True},
            now=world.now,
        )

    (anne,) = (await proof_by_fingerprint(world, ANNE)).people

    assert (2, Held.MISSING) in lacks_of(anne)
    assert anne.points[1].held is Held.PARTLY, "the time of her own sign-up is kept"


async def test_a_proof_can_be_given_when_the_person_is_forgotten(settings: Settings, mail_server: MailServer) -> None:
    async with World.begin(settings, mail_server) as world:
        await anne_comes_and_goes(world)
        forgotten_id = await subscriber(world, ANNE)
        await forget(world, ANNE)

        (person,) = (await proof_by_fingerprint(world, ANNE)).people

        assert person.erased
        assert (person.subscriber_id, person.name) == (None, "")
        (consent,) = person.consents
        assert consent.wording
        assert consent.wording.words.startswith("Ja takk, Kulturhuset Brygga AS")
        assert consent.confirmed
        assert (consent.given.ip, consent.given.held, consent.page) == ("", Held.ERASED, "")
        assert [mail.subject for mail in person.mails] == ["", "December", "January"]
        assert person.mails[1].rule == "prior_consent"
        assert {(1, Held.ERASED), (3, Held.ERASED), (10, Held.ERASED), (13, Held.ERASED)} < lacks_of(person)
        assert all(record.intact and record.seal for record in person.records)
        assert (await world.verifies()).broken is None
        assert (await world.marketer.get(f"/api/v1/subscribers/{forgotten_id}/proof")).status_code == 404

        told = await from_the_command_line(world, "--language", "en")
        assert "Something about this person was erased." in told
        assert "> Ja takk, Kulturhuset Brygga AS kan sende meg konsertprogrammet på e-post." in told
        assert "| 10 | IP address, browser and server log | erased |" in told


async def test_the_operator_gets_a_case_as_json_and_on_paper(world: World, tmp_path: Path) -> None:
    await anne_comes_and_goes(world)
    file = tmp_path / "case.pdf"

    answered = json.loads(await from_the_command_line(world, BART, "--json", "--pdf", str(file)))

    assert [person["address"] for person in answered["people"]] == [ANNE, BART]
    assert answered["people"][0]["consents"][0]["confirmed"]["ip"] == "192.0.2.7"
    assert "Det finnes ingen opplysninger om bart@people.example her." in said(file.read_bytes())
    assert file.stat().st_mode & 0o077 == 0


async def from_the_command_line(world: World, *more: str) -> str:
    """What `newsletter proof` says of Anne at the venue."""
    async with world.database.reading() as session:
        organisation = (await session.exec(select(Organisation))).one()
    command = [str(Path(sys.prefix) / "bin" / "newsletter"), "proof", ANNE, "--organisation", str(organisation.uid)]
    environment = {
        "PATH": os.environ["PATH"],
        "NEWSLETTER_DATABASE_URL": world.settings.database,
        "NEWSLETTER_DATA_DIR": str(world.settings.data_dir),
        "NEWSLETTER_SECRET_KEY": world.settings.secret_key[0].get_secret_value(),
        "NEWSLETTER_FINGERPRINT_KEY": world.settings.fingerprint_key.get_secret_value(),
    }
    running = await asyncio.create_subprocess_exec(
        *command, *more, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await running.communicate()
    assert running.returncode == 0, err.decode()
    return out.decode()
