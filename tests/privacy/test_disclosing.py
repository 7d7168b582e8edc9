"""To whom a person's data went: on record, for good, and without a word about anybody else."""

from typing import Any

import pytest

from newsletter.law.standing import Happening
from tests.privacy.test_proof import paper, proof_of, subscriber
from tests.world import ANNE, BART, World

PRINTER: dict[str, Any] = {
    "partner": "Trykkeriet AS",
    "partner_number": "912 345 678",
    "data": ["name", "address"],
    "purpose": "Trykking av adresselapper",
    "basis": "consent",
}


async def test_a_disclosure_is_a_record_of_the_ledger_and_is_listed(world: World) -> None:
    await world.joins(ANNE)
    path = f"/subscribers/{await subscriber(world, ANNE)}/disclosures"
    world.passes(days=2)

    made = await world.call("POST", path, PRINTER | {"happened_at": "2026-11-24T12:00:00+01:00"}, expect=201)

    assert made["data"] == ["address", "name"], "always in the same order"
    assert (made["happened_at"], made["recorded_at"]) == ("2026-11-24T11:00:00Z", "2026-11-25T09:00:00Z")
    assert await world.call("GET", path) == {"data": [made]}
    record = (await world.ledger())[-1]
    assert (record.kind, str(record.uid), record.list_uid) == (Happening.DISCLOSED, made["id"], None)
    assert record.details_digest is None, "nothing of it is erased with the person"


async def test_it_changes_nothing_about_what_may_be_sent(world: World) -> None:
    await world.joins(ANNE)

    await world.call("POST", f"/subscribers/{await subscriber(world, ANNE)}/disclosures", PRINTER, expect=201)
    campaign = await world.launches()

    assert (await world.tally(campaign))["sent"] == 1


async def test_it_is_told_in_the_proof_and_in_the_record_of_processing(world: World) -> None:
    await world.all_join(ANNE, BART)
    for email in (ANNE, BART):
        await world.call("POST", f"/subscribers/{await subscriber(world, email)}/disclosures", PRINTER, expect=201)

    (told,) = (await proof_of(world, ANNE))["disclosures"]
    (of_all,) = (await world.call("GET", "/processing-record"))["disclosures"]

    assert (told["partner"], told["partner_number"], told["purpose"]) == (
        "Trykkeriet AS",
        "912 345 678",
        "Trykking av adresselapper",
    )
    assert of_all["partner"] == "Trykkeriet AS", "one line, however many people"
    text = await paper(world, ANNE, "nb")
    assert "Opplysninger om personen ble utlevert til en partner." in text
    assert "e-postadresse, navn" in text


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"partner": ""}, "/partner"),
        ({"partner": "Trykkeriet AS\nX"}, "/partner"),
        ({"partner_number": ""}, "/partner_number"),
        ({"data": []}, "/data"),
        ({"data": ["shoe size"]}, "/data/0"),
        ({"purpose": "For anne@people.example"}, "/purpose"),
        ({"basis": "because"}, "/basis"),
        ({"happened_at": "2026-11-24T12:00:00+01:00"}, "/happened_at"),
        ({"happened_at": "2026-11-22T12:00:00"}, "/happened_at"),
        ({"reason": "none"}, "/reason"),
    ],
    ids=str,
)
async def test_what_cannot_stand_on_record_is_refused(world: World, change: dict[str, Any], wrong: str) -> None:
    await world.joins(ANNE)
    before = await world.everything_stored()

    path = f"/subscribers/{await subscriber(world, ANNE)}/disclosures"
    problem = await world.call("POST", path, PRINTER | change, expect=422)

    assert [error["pointer"] for error in problem["errors"]] == [wrong]
    assert await world.everything_stored() == before
