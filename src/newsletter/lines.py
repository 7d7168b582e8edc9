"""Is this one line of text? Names, subjects and everything else that may come to stand in a header."""

import unicodedata

LINE_ENDS = "\u2028\u2029"
"""Characters that some programs break a line at, besides the control characters."""


def is_one_line(text: str) -> bool:
    """Whether the text holds no line break and no control character, in no program's reading."""
    if text.isprintable():  # most are, and that is told at once
        return True
    return not any(unicodedata.category(letter) in ("Cc", "Cs") or letter in LINE_ENDS for letter in text)
