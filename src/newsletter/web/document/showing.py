"""Where does a programmer read about the API? The document with its operations to try, and a page for each problem.

All of it comes from this service: nobody else learns who reads it, and it works where there is no way out.
"""

from importlib.resources import files
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markupsafe import Markup

from newsletter import languages
from newsletter.errors import NotFound
from newsletter.web.errors import TYPES
from newsletter.web.pages import QUIET, page

router = APIRouter(include_in_schema=False)

VENDORED = files("fastapi_offline") / "static"
OURS = languages.assets() / "templates" / "docs"
LOADED = {
    "swagger-ui.css": (VENDORED, "text/css"),
    "swagger-ui-bundle.js": (VENDORED, "text/javascript"),
    "start.js": (OURS, "text/javascript"),
}
"""What the page loads, from which folder, and as what."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""No script or style but our files, no word to anybody else. Swagger UI's arrows are data: in its style sheet."""


@router.get("/docs")
def show_document(request: Request) -> HTMLResponse:
    root = urlsplit(request.app.state.settings.base_url).path
    headers = QUIET | {"Content-Security-Policy": POLICY}
    return HTMLResponse(languages.page("docs/index.html", "en", root=root), headers=headers)


@router.get("/docs/{name}")
def load(name: str) -> Response:
    if name not in LOADED:
        raise NotFound("file", "Open /docs.")
    folder, media_type = LOADED[name]
    headers = {"Cache-Control": "max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response((folder / name).read_bytes(), media_type=media_type, headers=headers)


@router.get("/problems/{kind}")
def show_problem(request: Request, kind: str) -> HTMLResponse:
    if kind not in TYPES:
        raise NotFound("type of problem", "Each problem's `type` is the address of its page.")
    told = (languages.assets() / "docs" / "problems" / f"{kind}.md").read_text()
    title = told.partition("\n")[0].removeprefix("# ")
    return page(request, "docs/problem.html", "en", title=title, told=Markup(MarkdownIt().render(told)))  # noqa: S704
