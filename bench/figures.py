"""What was measured, and against what? A figure is one line of JSON, beside the bar and the figure of last time."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

BASELINE = Path(__file__).parent / "baseline.jsonl"


@dataclass(frozen=True)
class Figure:
    """One number. `bar` is what it must reach, or where `most` is set, what it may reach."""

    figure: str
    value: float
    unit: str
    bar: float | None = None
    most: bool = False

    @property
    def met(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value <= self.bar if self.most else self.value >= self.bar

    def line(self, baseline: dict[str, float]) -> str:
        """As JSON. `against` is the value in the baseline, `ratio` how many times that this one is."""
        told = asdict(self) | {"value": round(self.value, 3), "met": self.met}
        if before := baseline.get(self.figure):
            told |= {"against": before, "ratio": round(self.value / before, 3)}
        del told["most"]
        return json.dumps({name: value for name, value in told.items() if value is not None})


def baseline() -> dict[str, float]:
    """The figures that were committed, by name."""
    lines = BASELINE.read_text().splitlines() if BASELINE.exists() else []
    return {told["figure"]: told["value"] for told in map(json.loads, lines)}
