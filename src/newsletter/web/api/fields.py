"""What may a field of the API hold? The shapes that several operations share."""

import base64
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from babel.core import Locale
from fastapi import Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from newsletter import addresses, literally
from newsletter.errors import Invalid, Problem
from newsletter.languages import LANGUAGES
from newsletter.lines import is_one_line
from newsletter.subscriptions.models import LONGEST_NAME
from newsletter.web.paging import goes_on_after

_COUNTRIES = frozenset(Locale("en").territories) - {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _one_line(value: str) -> str:
    if not is_one_line(value):
        raise ValueError("It must be one line: no line breaks, tabs or control characters.")
    return value


def _clean(value: str) -> str:
    if _FORBIDDEN.search(value):
        raise ValueError("It holds a control character. Remove it.")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _mailbox(value: str) -> str:
    if not value:
        return value
    found = addresses.parse(value)
    if found is None:
        raise ValueError("This is not an e-mail address we can write to. It looks like name@example.org.")
    return found.email


def _spoken(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"There is no such language here. There are: {', '.join(LANGUAGES)}.")
    return value


def _country(value: str) -> str:
    if value and (len(value) != 2 or value not in _COUNTRIES):
        raise ValueError("It must be the ISO 3166 code of a country, such as NO.")
    return value


def _web(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s/?#]+[^\s]*", value):
        raise ValueError("It must look like https://example.org.")
    return value


Line = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True), AfterValidator(_one_line)]
Name = Annotated[Line, StringConstraints(max_length=LONGEST_NAME)]
FilledLine = Annotated[Line, StringConstraints(min_length=1)]
Text = Annotated[str, AfterValidator(_clean)]
FilledText = Annotated[Text, StringConstraints(min_length=1)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
FilledMailbox = Annotated[Mailbox, StringConstraints(min_length=1)]
Language = Annotated[str, AfterValidator(_spoken)]
WebAddress = Annotated[Line, AfterValidator(_web)]
Country = Annotated[str, AfterValidator(_country)]
FilledCountry = Annotated[Country, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""What programs name a product group or a kind of content by: small letters, digits, hyphens and underscores."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")]


def _literal(sent: Any, read: ValidatorFunctionWrapHandler) -> Any:
    kept = read(sent)
    if not literally.is_meant(sent, kept):
        raise ValueError(literally.should_be(kept))
    return kept


class Sent(BaseModel):
    """A body that is sent to us. An unknown field is an error, not silence, and nothing is read into a value."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="wrap")
    @classmethod
    def _literally(cls, sent: Any, read: ValidatorFunctionWrapHandler) -> Any:
        return _literal(sent, read)


class Shown(BaseModel):
    """A thing as the API shows it."""

    id: UUID


def _in_utc(given: datetime) -> datetime:
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise ValueError("It must lie in the years 1 to 9999, also in UTC.") from None


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc), WrapValidator(_literal)]
"""A time that is sent, also in a query, with its offset; without one it would be another instant in each zone."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # before it nobody said anything by or about e-mail


Given = TypeVar("Given", datetime, datetime | None)


def past(given: Given, now: datetime) -> Given:
    """A time at which something happened, in UTC, or None. Raises Invalid unless it is past and has its offset."""
    if given is None:
        return given
    if given.tzinfo is None or not EARLIEST < given <= now:
        raise Invalid(Problem("/happened_at", "time", "Give a time that is past, with its offset."))
    return given.astimezone(UTC)


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """A part of a listing. `next_cursor` gets the part after it; it is null at the end."""

    data: list[Item]
    next_cursor: str | None = None


class Window(BaseModel):
    """Which part of a listing is asked for."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Query(ge=1, le=500)] = 100
    cursor: str | None = None

    @property
    def after(self) -> int:
        """The inner key to go on after. Raises Invalid for a cursor that is not ours."""
        if self.cursor is None:
            return 0
        try:
            key = base64.urlsafe_b64decode(self.cursor.encode()).decode()
        except ValueError:
            key = ""
        if (ours := re.fullmatch(r"after:([0-9]{1,18})", key)) is None:
            raise Invalid(Problem("?cursor", "cursor", "Use next_cursor of the page before, as it is."))
        return int(ours[1])

    def page(self, shown: list[Any], keys: list[int]) -> dict[str, Any]:
        """The page made of `shown`, which was asked for with one more than the limit."""
        more = len(shown) > self.limit
        cursor = base64.urlsafe_b64encode(f"after:{keys[self.limit - 1]}".encode()).decode() if more else None
        goes_on_after.set(cursor)
        return {"data": shown[: self.limit], "next_cursor": cursor}
