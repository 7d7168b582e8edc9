"""How does a command ask the service? Where it is, by which key, and how what it answered, or refused, is told."""

import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Concatenate, NoReturn, ParamSpec

import typer
from httpx2 import TransportError

from newsletter.cli.running import Json, answer
from newsletter.cli.telling import Told
from newsletter.settings import Settings
from newsletter_client import Newsletter, Refused

REFUSED, NO_ANSWER = 1, 6
"""How a command ends that asked; 2 is wrong usage, 3 to 5 are how `campaign watch` ends."""

Url = Annotated[
    str, typer.Option("--url", envvar="NEWSLETTER_URL", help="Where the service is. (http://127.0.0.1 and its port)")
]
Key = Annotated[
    str,
    typer.Option(
        "--api-key", envvar="NEWSLETTER_API_KEY", help="By which key. (the example's, for the service on this machine)"
    ),
]
ASKED = {"url": Url, "api_key": Key, "as_json": Json}

Given = ParamSpec("Given")
Asking = Callable[Concatenate[Newsletter, Given], Awaitable[Told]]


def asks(work: Asking[Given]) -> Callable[..., None]:
    """Make a command of what asks the service: it has --url, --api-key and --json too, and says how it ended."""

    def command(*, url: str, api_key: str, as_json: bool, **given: Any) -> None:
        told = asked(work, url, api_key, **given)
        answer(told.data, told.words, as_json)

    signature = inspect.signature(work, eval_str=True)
    kept = list(signature.parameters.values())[1:]  # the first is the client
    added = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=False if name == "as_json" else "", annotation=kind
        )
        for name, kind in ASKED.items()
    ]
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in kept] + added, return_annotation=None
    )
    command.__annotations__ = {one.name: one.annotation for one in kept} | ASKED
    command.__doc__ = work.__doc__
    return command


def asked(work: Asking[Any], url: str, api_key: str, **given: Any) -> Told:
    """What the service answers. Ends the command, with a sentence, when it refuses or is not there."""

    async def ask() -> Told:
        async with opened(url, api_key) as api:
            return await work(api, **given)

    with refusals_told():
        return asyncio.run(ask())


def opened(url: str, api_key: str) -> Newsletter:
    url, api_key = _place(url, api_key)
    return Newsletter(url, api_key=api_key)


@contextmanager
def refusals_told() -> Iterator[None]:
    """End the command with what to do, when the service refuses or is not there."""
    try:
        yield
    except Refused as refused:
        fail(str(refused), REFUSED)
    except TransportError as error:
        where = f"{error.request.url.scheme}://{error.request.url.netloc.decode()}"
        fail(f"No answer from {where}. Is the address right, and does `newsletter serve` run there?", NO_ANSWER)


def _place(url: str, api_key: str) -> tuple[str, str]:
    """The address and the key to use. The example's key goes to the service of this machine alone."""
    if not url:
        settings = Settings()
        url, file = f"http://127.0.0.1:{settings.port}", settings.data_dir / "example-api-key"
        if not api_key and file.exists():
            api_key = file.read_text().strip()
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter("The address begins with https://, or http:// on this machine.")
    if not api_key:
        raise typer.BadParameter("Give --api-key or set NEWSLETTER_API_KEY. `newsletter api-key create` makes a key.")
    return url, api_key


def fail(why: str, code: int) -> NoReturn:
    """End the command with one sentence."""
    print(f"newsletter: {why}", file=sys.stderr)
    raise typer.Exit(code)


def said(**given: Any) -> dict[str, Any]:
    """Those of the options that were given."""
    return {name: value for name, value in given.items() if value is not None}
