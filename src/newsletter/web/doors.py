"""At which door did a request come in? Told by its template, so that no id and nobody's token is told along."""

from typing import Any

from starlette.types import Scope


def door(scope: Scope) -> tuple[str, str]:
    """Method and template; what came to no door is told as one, or a stranger could make up names."""
    whole = scope.get("fastapi", {}).get("effective_route_context")  # with the prefix of the router it is in
    found: Any = whole or scope.get("route")
    if found is None or scope["method"] not in (found.methods or ()):
        return "other", "none"
    return scope["method"], found.path
