"""Is this value what was sent, or only what could be read into it?

JSON has truth values and numbers of its own, and times are written after RFC 3339. A lenient reader takes `0` for the
first day of 1970, `"off"` for false and `"5"` for five: a fact about a person that nobody stated.
"""

import re
from datetime import date
from typing import Any

_DAY_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_meant(sent: Any, kept: Any) -> bool:
    """Whether the value kept is the one that was sent, in its own kind."""
    if isinstance(kept, date):
        return isinstance(sent, date) or (isinstance(sent, str) and _DAY_FIRST.match(sent) is not None)
    if isinstance(kept, bool | int):
        return type(sent) is type(kept)
    return True


def should_be(kept: Any) -> str:
    """What to send instead."""
    if isinstance(kept, bool):
        return "Send true or false, as JSON has them."
    if isinstance(kept, date):
        return "Send it as 2026-11-22, a time as 2026-11-22T10:00:00+01:00."
    return "Send a whole number, without quotation marks."
