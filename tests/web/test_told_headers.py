"""The document names the headers that many doors know, at just those doors."""

from typing import Any

from newsletter.app import create_app
from newsletter.settings import Settings


def named(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}


def test_the_document_tells_where_a_request_may_be_repeated_or_depend_on_a_version(settings: Settings) -> None:
    app = create_app(settings, working=False)
    app.openapi()
    paths = app.openapi()["paths"]
    campaign = paths["/api/v1/campaigns/{campaign_id}"]

    posts = [methods["post"] for path, methods in paths.items() if "post" in methods]
    assert all(operation["parameters"].count(operation["parameters"][-1]) == 1 for operation in posts)
    assert all("Idempotency-Key" in named(operation) for operation in posts)
    assert named(campaign["get"]) == {"If-None-Match"}
    assert named(campaign["patch"]) == named(campaign["delete"]) == {"If-Match"}
    assert named(paths["/api/v1/campaigns/{campaign_id}/launch"]["post"]) == {"Idempotency-Key", "If-Match"}
    assert named(paths["/api/v1/campaigns"]["get"]) == set()
    assert "ETag" in campaign["patch"]["responses"]["200"]["headers"]
    assert {"304", "429"} <= set(campaign["get"]["responses"])
