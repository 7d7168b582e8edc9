"""What does the service say when it does not do what was asked? One exception, made from its problem (RFC 9457)."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response


@dataclass(frozen=True)
class Mistake:
    """One value that was not accepted: where it stands, what is wrong by its code, and what to do."""

    pointer: str
    code: str
    message: str


class Refused(Exception):
    """The service did not do what was asked. `detail` says what to do; `errors` names each value it did not take."""

    def __init__(self, *, type: str, status: int, title: str, detail: str, errors: tuple[Mistake, ...] = ()) -> None:
        super().__init__(detail or title)
        self.type = type
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors

    @classmethod
    def of(cls, answer: Response) -> "Refused":
        """The refusal an answer tells of. Something between us and the service may have refused, in its own words."""
        told = _told(answer)
        return cls(
            type=str(told.get("type", "about:blank")),
            status=answer.status_code,
            title=str(told.get("title") or answer.reason_phrase),
            detail=str(told.get("detail") or f"The answer was {answer.status_code} {answer.reason_phrase}."),
            errors=tuple(
                Mistake(*(str(one.get(name, "")) for name in ("pointer", "code", "message")))
                for one in told.get("errors", ())
                if isinstance(one, dict)
            ),
        )


def _told(answer: Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
