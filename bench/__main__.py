"""Measure: `python -m bench [figure …]`. Each line that is printed is one figure, as JSON.

SIZE in the environment names how many people there are, several by commas; DB the databases. With `BASELINE=keep` what
was measured becomes the baseline of next time.
"""

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import structlog
import uvloop

from bench.databases import BOTH, Filled, Place, place
from bench.figures import BASELINE, Figure, baseline
from bench.people import fill

FIGURES = (
    "ledger_verification", "message", "launch", "explain", "one_click", "api", "sending", "distance", "first_message",
)  # fmt: skip
SIZES = "10000,100000,1000000"


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    chosen = sys.argv[1:] or FIGURES
    sizes = [int(size) for size in os.environ.get("SIZE", SIZES).split(",")]
    kinds = os.environ.get("DB", ",".join(BOTH)).split(",")
    for name in [name for name in os.environ if name.startswith("NEWSLETTER_")]:
        del os.environ[name]  # the bench chooses every setting itself
    for kind in kinds:
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, place(kind, Path(folder)) as where:
            for size in sizes:
                uvloop.run(_measure(where, size, chosen))


async def _measure(where: Place, people: int, chosen: tuple[str, ...] | list[str]) -> None:
    before = baseline()
    name = f"people_{people}"
    api_key = await fill(where.make(name), people)
    for figure in chosen:
        with where.copy(name) as settings:
            async for measured in import_module(f"bench.{figure}").figures(
                Filled(where.kind, people, settings, api_key)
            ):
                print(measured.line(before), flush=True)
                _keep(measured)
    where.drop(name)


def _keep(measured: Figure) -> None:
    """Make it the baseline, if it was asked for."""
    if os.environ.get("BASELINE") == "keep":
        kept = baseline() | {measured.figure: round(measured.value, 3)}
        lines = [json.dumps({"figure": figure, "value": value}) for figure, value in sorted(kept.items())]
        BASELINE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
