"""The service as its operator has it: an environment, a folder, a process of its own."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from httpx2 import AsyncClient, TransportError

from newsletter.database import Database

COMMAND = Path(sys.prefix) / "bin" / "newsletter"


@dataclass
class Installation:
    """What an operator has: an environment, a folder, and a place where the output goes."""

    environment: dict[str, str]
    folder: Path
    address: str
    #: An API key; that of the example unless told otherwise.
    api_key: str = ""

    @property
    def said(self) -> str:
        return (self.folder / "output").read_text()

    async def run(self, *command: str) -> Process:
        with (self.folder / "output").open("a") as output:
            return await asyncio.create_subprocess_exec(
                COMMAND, *command, env=self.environment, cwd=self.folder, stdout=output, stderr=output
            )

    @asynccontextmanager
    async def serving(self, *how: str) -> AsyncIterator[tuple[Process, AsyncClient]]:
        """The service, once it is ready. It is told to stop at the end, if it was not before."""
        process = await self.run("serve", *how)
        key = self.api_key or (self.folder / "data" / "example-api-key").read_text().strip()
        headers = {"Authorization": f"Bearer {key}"}
        try:
            async with AsyncClient(base_url=self.address, headers=headers) as client:
                while not await self.answers(client):
                    await self.ends_within(process, 0.05)
                    assert process.returncode is None, self.said
                yield process, client
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Process]:
        """A worker. It is told to stop at the end, if it was not before."""
        process = await self.run("worker")
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        url = self.environment.get("NEWSLETTER_DATABASE_URL")
        opened = Database(url or f"sqlite:///{self.folder / 'data' / 'newsletter.sqlite'}")
        yield opened
        await opened.close()

    async def answers(self, client: AsyncClient) -> bool:
        try:
            return (await client.get("/readyz")).status_code == 200
        except TransportError:
            return False

    async def ends_within(self, process: Process, seconds: float) -> bool:
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            return False
        return True
