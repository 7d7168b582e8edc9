"""A real HTTPS server on loopback that keeps what it is told, and answers as a test tells it to."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook as Verifier

from tests.certificates import Certificate


@dataclass(frozen=True)
class Request:
    """What came: the line, the headers with small names, the body, and the name TLS was asked for."""

    line: str
    headers: Mapping[str, str]
    body: bytes
    server_name: str | None

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        """By the library of those who wrote the specification; only the clock of the test is not today's."""
        stamped = self.headers["webhook-timestamp"]
        signer = Verifier(secret)
        when = _At(int(stamped))
        said = signer.sign(self.headers["webhook-id"], when, self.body.decode())  # type: ignore[arg-type]
        return said in self.headers["webhook-signature"].split(" ")


class _At(int):
    """A time that the library takes as it is."""

    def replace(self, **_: object) -> "_At":
        return self

    def timestamp(self) -> int:
        return int(self)


@dataclass
class Receiver:
    """Somebody's program behind a webhook."""

    certificate: Certificate | None
    status: int = 204
    said: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    endless: bool = False
    told: list[Request] = field(default_factory=list)
    connects: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _names: list[str | None] = field(default_factory=list)

    async def __aenter__(self) -> "Receiver":
        context = self.certificate.context if self.certificate else None
        if context is not None:
            context.sni_callback = self._asked_for
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self._server.close_clients() if hasattr(self._server, "close_clients") else None
        await self._server.wait_closed()

    def _asked_for(self, _: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        self._names.append(name)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        try:
            line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.told.append(Request(line, headers, body, self._names[-1] if self._names else None))
            if self.silent:
                await reader.read()
            else:
                await self._say(writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        length = 10**9 if self.endless else len(self.said)
        counted = "" if self.status == 204 else f"Content-Length: {length}\r\n"
        writer.write(f"HTTP/1.1 {self.status} Said\r\n{counted}{more}\r\n".encode() + self.said)
        while self.endless:
            writer.write(b"x" * 65536)
            await writer.drain()
        await writer.drain()
