"""A network that takes its time: `python -m bench.delay PORT TARGET SECONDS` hands on each byte so much later.

Both ways together that is the round trip. It is a process of its own, so that it takes no time from who is measured.
"""

import asyncio
import sys

import uvloop


async def main(port: int, target: int, seconds: float) -> None:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(_later(reader, back, seconds), _later(there, writer, seconds))

    async with await asyncio.start_server(carry, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(1 << 16):
            loop.call_later(seconds, writer.write, data)
    except ConnectionError:
        pass
    loop.call_later(seconds, writer.close)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
