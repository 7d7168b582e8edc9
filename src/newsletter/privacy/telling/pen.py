"""One language, and how times, words and places in the law are written in it."""

from collections.abc import Mapping
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date

from newsletter import languages
from newsletter.privacy.kept import Held
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import DAY, moment
from newsletter.privacy.telling.kinds import Speak

NONE = "–"


class Pen:
    """Writes in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.say: Speak = languages.translations(language).ugettext

    def at(self, when: datetime | None) -> str:
        """A time in UTC; empty for none."""
        return moment(when, self.language)

    def day(self, day: date | None) -> str:
        """A day as people write it; empty for none."""
        return format_date(day, DAY[self.language], locale=self.language) if day else ""

    def word(self, table: Mapping[str, str], word: str | None) -> str:
        """A word of the program as people say it; as it is where nobody has said how."""
        return self.say(table[word]) if word and word in table else word or ""

    def law(self, place: str) -> str:
        """A place in the law."""
        return self.say(place) if place else NONE

    def country(self, code: str) -> str:
        """A country's name; its code where it has none here."""
        return str(Locale.parse(self.language).territories.get(code, code))

    def reason(self, reason: str | None) -> str:
        """Why a message may not go, as a clause."""
        return self.word(words.REASONS, reason)

    def kept(self, value: str, held: Held) -> str:
        """A detail, or that it is missing or erased."""
        return value or self.word(words.HELD, held if held is Held.ERASED else Held.MISSING)


def lines(*parts: str) -> str:
    """The parts that say something, one below the other."""
    return "\n".join(part for part in parts if part)
