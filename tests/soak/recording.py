"""A mail server that writes down each message before it says yes: what is not in its book was never taken.

`python -m tests.soak.recording PORT BOOK`. It is a process of its own, so that it outlives whoever is killed. A line of
the book is the recipient, the subject, and when the first byte of the body came, on the clock all processes share.
"""

import asyncio
import re
import sys
import time
from pathlib import Path
from typing import TextIO

GREETING = b"220 ready\r\n"
OFFERS = b"250-here\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


async def main(port: int, book: Path) -> None:
    with book.open("a") as written:

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await _talk(reader, writer, written)
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        async with await asyncio.start_server(talk, "127.0.0.1", port) as server:
            await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, written: TextIO) -> None:
    writer.write(GREETING)
    recipient = ""
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"EHLO":
            writer.write(OFFERS)
        elif verb == b"RCPT":
            found = re.search(rb"<(.*?)>", line)
            recipient = found[1].decode() if found else ""
            writer.write(b"250 OK\r\n")
        elif verb == b"DATA":
            writer.write(b"354 go on\r\n")
            await writer.drain()
            first = await reader.readexactly(1)
            began = time.monotonic()
            body = first + await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(0.005)  # as long as a real one takes, so that a kill meets bodies in flight
            subject = re.search(rb"^Subject: (.*?)\r\n", body, re.MULTILINE)
            noted = (recipient, subject[1].decode() if subject else "-", began)
            print(*noted, file=written, flush=True)
            writer.write(b"250 taken\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            await writer.drain()
            return
        else:
            writer.write(b"250 OK\r\n")
        await writer.drain()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
