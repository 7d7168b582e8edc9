"""Which mailbox does this text name, and how do we name it once it must be forgotten?"""

import hashlib
import hmac
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # octets of a path that SMTP carries, RFC 5321 § 4.5.3.1.3 less the angle brackets


@dataclass(frozen=True)
class Address:
    """A mailbox. `email` is what we write to (ASCII, domain by IDNA 2008), `normalised` is what we compare."""

    email: str
    normalised: str

    @property
    def domain(self) -> str:
        return self.normalised.rpartition("@")[2]


def parse(text: str) -> Address | None:
    """The address a person typed, or None when it names no mailbox we can write to.

    The local part is lower-cased for comparing only, and only in ASCII: Unicode case folding would merge
    two people. A local part outside ASCII needs SMTPUTF8 from every relay and is not accepted yet.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    if found.ascii_email is None or len(found.ascii_email) > LONGEST:
        return None
    return Address(email=found.ascii_email, normalised=found.ascii_email.lower())


def fingerprint(address: Address, key: bytes) -> bytes:
    """32 bytes that stand for the mailbox in the ledger: HMAC(key, SHA-256(normalised address)).

    The inner hash lets a suppression list be brought in as plain SHA-256; the key keeps the ledger from being
    searched with a list of known addresses.
    """
    return fingerprint_of_digest(hashlib.sha256(address.normalised.encode()).digest(), key)


def fingerprint_of_digest(digest: bytes, key: bytes) -> bytes:
    """The fingerprint of an address of which only the SHA-256 is known."""
    return hmac.digest(key, digest, "sha256")
