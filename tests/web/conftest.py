"""One world for all the requests of a file that must change nothing."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import BOTH, fresh_database, settings_for
from tests.mail_server import MailServer
from tests.world import ANNE, World


@pytest.fixture(scope="module", params=BOTH)
async def quiet_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A venue with somebody on its list, a draft, a form and an objection. Tests look, knock, and leave it as it is."""
    place, mail_server = tmp_path_factory.mktemp("quiet"), MailServer()
    await mail_server.start()
    with fresh_database(request, place) as url:
        async with World.begin(settings_for(url, place), mail_server) as world:
            await world.joins(ANNE, name="Anne")
            draft = await world.drafts()
            form = (await world.call("GET", "/forms"))["data"][0]
            subscriber = (await world.call("GET", "/subscribers"))["data"][0]["id"]
            organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
            objection = {"email": "no@people.example", "kind": "objection", "channel": "letter"}
            await world.call("POST", "/suppressions", objection, expect=201)
            world.ids |= {
                "campaign": draft,
                "form": form["id"],
                "consent_text": form["texts"][0]["consent_text_id"],
                "subscriber": subscriber,
                "organisation": organisation,
            }
            yield world
    await mail_server.stop()
