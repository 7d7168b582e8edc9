"""What does a door answer, as it goes out on the wire? Heard whole, so that it can be kept, compared or held back."""

from dataclasses import dataclass

from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Raw = list[tuple[bytes, bytes]]


@dataclass
class Answer:
    """A whole answer."""

    status: int
    raw_headers: Raw
    body: bytes

    @property
    def headers(self) -> MutableHeaders:
        return MutableHeaders(raw=self.raw_headers)

    async def __call__(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


async def heard(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """Ask, and hear the answer to its end before anything goes out."""
    answer = Answer(500, [], b"")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.raw_headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer


def of_api(scope: Scope) -> bool:
    """Whether a program asks at the API."""
    return scope["type"] == "http" and str(scope["path"]).startswith("/api/v1/")


def header(scope: Scope, name: str) -> str | None:
    """A header of the request; several of the name as one (RFC 9110 § 5.3)."""
    return ", ".join(found) if (found := Headers(scope=scope).getlist(name)) else None


def shows(scope: Scope, kind: type[BaseModel]) -> bool:
    """Whether the door that was reached answers with something of this kind."""
    model = getattr(scope.get("route"), "response_model", None)
    return isinstance(model, type) and issubclass(model, kind)
