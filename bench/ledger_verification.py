"""How fast is the ledger verified, and does it stay within its memory? In a process of its own, as the command is."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.databases import Filled
from bench.figures import Figure
from newsletter.consent.verification import Verification, verify
from newsletter.database import Database

BAR = 100_000  # records a second


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        found, seconds, cpu, megabytes = alone.submit(
            _verified, filled.settings.database, filled.settings.fingerprint_secret
        ).result()
    if found.broken or not found.records:
        raise SystemExit(f"The ledger is broken: {found.broken}")
    yield Figure(filled.named("ledger_verification"), found.records / seconds, "records/s", BAR)
    yield Figure(filled.named("ledger_verification_cpu"), cpu / found.records * 1e6, "us/record")
    yield Figure(filled.named("ledger_verification_memory"), megabytes, "MB")


def _verified(url: str, key: bytes) -> tuple[Verification, float, float, float]:
    """What was found, in how many seconds, how many of them at work, and by how many megabytes the process grew."""
    return asyncio.run(_verify(url, key))


async def _verify(url: str, key: bytes) -> tuple[Verification, float, float, float]:
    database = Database(url)
    async with database.reading() as session:
        await session.connection()
        before, began, working = _most_megabytes(), time.perf_counter(), time.process_time()
        found = await verify(session, key)
        seconds, cpu = time.perf_counter() - began, time.process_time() - working
    await database.close()
    return found, seconds, cpu, _most_megabytes() - before


def _most_megabytes() -> float:
    """The most this process has ever held. Linux tells it in /proc; 0 elsewhere."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
