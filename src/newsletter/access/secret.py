"""What does a key look like? `nl_`, 43 random letters and digits, and six that check them.

Whoever finds one in a repository can so tell it from noise without asking us: the last six are the CRC-32 of all
before them, written in base 62 (`0-9A-Za-z`). Keys from before this ended without, and may hold `-` and `_`.
"""

import hashlib
import re
import secrets
import string
from zlib import crc32

PREFIX = "nl_"
HINT = 11  # characters; by them a person tells keys apart, and they are no secret
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM = 43  # base 62 digits: 256 bits
CHECK = 6  # base 62 digits: a CRC-32 fits

_FORM = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM + CHECK}}}")
_FORM_BEFORE = re.compile(rf"{PREFIX}[0-9A-Za-z_-]{{43}}")


def new_secret() -> str:
    """A key that nobody has seen."""
    drawn = PREFIX + "".join(secrets.choice(DIGITS) for _ in range(RANDOM))
    return drawn + _check(drawn)


def looks_like_one(text: str) -> bool:
    """Whether this can be a key at all: misspelt and cut ones are found out without a look into the database."""
    if _FORM.fullmatch(text):
        return _check(text[:-CHECK]) == text[-CHECK:]
    return _FORM_BEFORE.fullmatch(text) is not None


def digest(secret: str) -> bytes:
    """What is kept of a key. Its 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def _check(drawn: str) -> str:
    number, digits = crc32(drawn.encode()), ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
