"""People consent to one legal entity: who that is cannot be changed under their hands."""

from tests.world import ANNE, World


async def organisation(world: World) -> str:
    return str((await world.call("GET", "/organisations"))["data"][0]["id"])


async def test_another_organisation_number_is_another_organisation(world: World) -> None:
    path = f"/organisations/{await organisation(world)}"

    refused = await world.call("PATCH", path, {"name": "Spam AS", "organisation_number": "111 222 333"}, expect=409)
    moved = await world.call("PATCH", path, {"postal_address": "Nygata 2, 0251 Oslo"})

    assert "another organisation" in refused["detail"]
    assert (moved["name"], moved["organisation_number"]) == ("Kulturhuset Brygga AS", "999 888 777")
    assert moved["postal_address"] == "Nygata 2, 0251 Oslo"


async def test_what_a_campaign_on_its_way_needs_cannot_be_taken_away(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)

    await world.call("PATCH", f"/lists/{world.ids['list']}", {"reply_to": ""}, expect=409)
    await world.call("PATCH", f"/organisations/{await organisation(world)}", {"postal_address": ""}, expect=409)
    await world.call("DELETE", f"/lists/{world.ids['list']}", expect=409)

    await world.works()
    assert (await world.report(campaign))["deliveries"]["sent"] == 1
    await world.call("PATCH", f"/lists/{world.ids['list']}", {"reply_to": ""})


async def test_the_words_keep_what_the_sender_said_of_itself_when_they_were_published(world: World) -> None:
    await world.call("PATCH", f"/organisations/{await organisation(world)}", {"postal_address": "Nygata 2, 0251 Oslo"})
    texts = (await world.call("GET", f"/lists/{world.ids['list']}/consent-texts"))["data"]

    assert {text["postal_address"] for text in texts} == {"Bryggegata 1, 0250 Oslo"}
    assert {text["list_name"] for text in texts} == {"Konsertprogrammet"}
