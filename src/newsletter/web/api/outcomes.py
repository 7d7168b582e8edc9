"""What became of each of many? What is wrong with one is told with pointers into the whole request."""

from collections.abc import Sequence

from pydantic import ValidationError

from newsletter.errors import Invalid, NewsletterError
from newsletter.web.api.checklist import ProblemShown
from newsletter.web.errors import mistakes_in


def errors_of(which: str, place: int, error: NewsletterError | ValidationError) -> list[ProblemShown]:
    """Why the one at this place of `which` was refused."""
    if isinstance(error, ValidationError):
        return errors_in(error, which, place)
    here = f"/{which}/{place}"
    if isinstance(error, Invalid):
        problems = error.problems
        return [ProblemShown(pointer=here + p.pointer, code=p.code, message=p.message) for p in problems]
    return [ProblemShown(pointer=here, code=type(error).__name__.lower(), message=str(error))]


def errors_in(error: ValidationError, *where: str | int) -> list[ProblemShown]:
    """What a validation found in a part of the body."""
    found: Sequence[dict[str, object]] = [{**each, "loc": ("body", *where, *each["loc"])} for each in error.errors()]
    return [ProblemShown(**mistake) for mistake in mistakes_in(found)]
