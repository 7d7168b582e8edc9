"""How many people are decided in one transaction? As many as keep it short, whatever the machine and the list."""

from dataclasses import dataclass

AIM = 0.03  # seconds that a launch may hold the one writer of SQLite, and the one loop
STEP = 250  # people: each size is a statement of its own, so there are only a few
FIRST, FEWEST = 250, 500  # people; the first chunk meets the most new situations, and each of those is a question


@dataclass
class Pace:
    """The size of the next chunk, by how long the last one took."""

    people: int = FIRST

    def took(self, seconds: float, *, most: int) -> None:
        """Grow slowly, shrink at once; never beyond `most`."""
        fitting = int(self.people * AIM / max(seconds, AIM / 10))
        people = max(FEWEST, min(most, fitting, self.people * 2))
        self.people = people - people % STEP or people
