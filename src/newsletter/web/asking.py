"""Is what is asked for something that is offered? An unknown parameter is most often a misspelt one."""

from fastapi import Request

from newsletter.errors import Invalid, Problem
from newsletter.web.doors import door


def known_parameters(request: Request) -> None:
    """Raises Invalid for a parameter that the document does not name: ignored, it would answer another question."""
    if not request.query_params:
        return
    method, path = door(request.scope)
    operation = request.app.openapi()["paths"][path][method.lower()]
    offered = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    unknown = sorted(set(request.query_params) - offered)
    if unknown:
        there = f"There are: {', '.join(sorted(offered))}." if offered else "There are none here."
        raise Invalid(*(Problem(f"?{name}", "unknown", f"There is no such parameter. {there}") for name in unknown))
