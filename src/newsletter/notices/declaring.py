"""What does the composer say a notice holds? Each question has to be answered, and each with no."""

from collections.abc import Mapping

QUESTIONS: Mapping[str, str] = {
    "contains_advertising": "anything that promotes goods, services or the sender, such as a banner for other events",
    "contains_offers": "an offer, a discount or a voucher that the contract or the statute does not give",
    "contains_partner_content": "anything of a partner's, or that somebody else has paid for",
    "links_to_marketing": "a link to a page that promotes something, such as a programme or a shop",
}
"""Each question by its name, and what it asks for. Forbrukertilsynet's guidance on § 15, 2.5.1: mixed is marketing."""


def contains_marketing(declared: Mapping[str, bool]) -> bool | None:
    """What the law is told: yes, no, or that nobody has looked."""
    if any(declared.get(question) for question in QUESTIONS):
        return True
    return False if all(question in declared for question in QUESTIONS) else None
