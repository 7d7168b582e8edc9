"""What a campaign promotes, and what was sold: told by their names, and set side by side."""

from collections.abc import Collection, Mapping

from newsletter.languages import sentence
from newsletter.law.facts import Message, Situation
from newsletter.privacy.telling.pen import Pen

COMPARED = sentence(
    "The campaign promotes: %(promoted)s. What was sold: %(sold)s. No decision that they correspond is on record."
)


def named(pen: Pen, codes: Collection[str], names: Mapping[str, str]) -> str:
    """Product groups by their names."""
    return ", ".join(sorted(names.get(code, code) for code in codes)) or pen.say("not recorded")


def compared(pen: Pen, message: Message, situation: Situation, names: Mapping[str, str]) -> str:
    """Why nothing shows that the one corresponds to the other. Empty where nothing was sold."""
    sold = {code for one in situation.relationships for code in one.sale.product_groups}
    if not situation.relationships:
        return ""
    told = {"promoted": named(pen, message.product_groups, names), "sold": named(pen, sold, names)}
    return pen.say(COMPARED) % told
