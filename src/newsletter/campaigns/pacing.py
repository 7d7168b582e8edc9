"""How many people are decided in one transaction? As many as keep it short, whatever the machine and the list."""

from dataclasses import dataclass

from newsletter.database import Database

ONE_WRITER, MANY_WRITERS = 0.03, 0.1  # seconds a chunk may take: on SQLite everybody else who writes waits for it
STEP = 250  # people: each size is a statement of its own, so there are only a few
FIRST, FEWEST = 250, 500  # people; the first chunk meets the most new situations, and each of those is a question


@dataclass
class Pace:
    """The size of the next chunk, by how long the last one took."""

    aim: float = ONE_WRITER
    people: int = FIRST

    @classmethod
    def on(cls, database: Database) -> "Pace":
        """The pace for a database with one writer, or with many."""
        return cls(ONE_WRITER if database.one_writer else MANY_WRITERS)

    def took(self, seconds: float, *, most: int) -> None:
        """Grow slowly, shrink at once; never beyond `most`."""
        fitting = int(self.people * self.aim / max(seconds, self.aim / 10))
        people = max(FEWEST, min(most, fitting, self.people * 2))
        self.people = people - people % STEP or people
