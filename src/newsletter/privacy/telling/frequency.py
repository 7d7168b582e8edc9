"""How often did mail come, and what was promised? Told alike in a proof and in an explanation."""

from newsletter.privacy.resting import LATELY
from newsletter.privacy.telling.pen import Pen


def unlimited(pen: Pen, frequency: str) -> str:
    """What the words say of it, where they give no number that could be counted against."""
    if not frequency:
        return pen.say("The consent does not say how often, so the program does not check it.")
    told = pen.say(
        "The consent says “%(frequency)s” No upper limit is set as a number, so the program does not check it."
    )
    return told % {"frequency": frequency if frequency.endswith((".", "!", "?")) else f"{frequency}."}


def lately(pen: Pen, count: int) -> str:
    """How many campaigns came."""
    told = pen.say("Campaigns sent to the person on this list in the last %(days)s days: %(count)s.")
    return told % {"days": LATELY, "count": count}
