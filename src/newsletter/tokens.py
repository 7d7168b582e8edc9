"""What may the holder of this link do? Signed links, each good for one right and nothing else.

A token names its subject by itself, not by a row that may be gone: an unsubscribe link works after the
campaign, the list or the profile was deleted. Confirmation links expire by the ledger's clock, not here.
A text that is not letter for letter what we would write is no token of ours.
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

_UNSUBSCRIBE = struct.Struct(">16s32sq")


@dataclass(frozen=True)
class Unsubscribe:
    """The right to end one mailbox's subscription to one list. `delivery_id` says which mail carried it."""

    list_uid: UUID
    fingerprint: bytes
    delivery_id: int


class Tokens:
    """Makes and reads the tokens of links. `keys` are newest first; all of them verify."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._signers = {purpose: _signer(purpose, keys) for purpose in ("confirm", "address", "unsubscribe")}

    def for_confirming(self, asked_uid: UUID) -> str:
        """The right to answer one ledger record *asked*."""
        return self._sign("confirm", asked_uid.bytes)

    def confirming(self, token: str) -> UUID | None:
        payload = self._read("confirm", token)
        return UUID(bytes=payload) if payload and len(payload) == 16 else None

    def for_changing_address(self, asked_uid: UUID) -> str:
        """The right to answer one ledger record *address_change_asked*."""
        return self._sign("address", asked_uid.bytes)

    def changing_address(self, token: str) -> UUID | None:
        payload = self._read("address", token)
        return UUID(bytes=payload) if payload and len(payload) == 16 else None

    def for_unsubscribing(self, right: Unsubscribe) -> str:
        return self._sign("unsubscribe", _UNSUBSCRIBE.pack(right.list_uid.bytes, right.fingerprint, right.delivery_id))

    def unsubscribing(self, token: str) -> Unsubscribe | None:
        payload = self._read("unsubscribe", token)
        if payload is None or len(payload) != _UNSUBSCRIBE.size:
            return None
        list_uid, fingerprint, delivery_id = _UNSUBSCRIBE.unpack(payload)
        return Unsubscribe(UUID(bytes=list_uid), fingerprint, delivery_id)

    def _sign(self, purpose: str, payload: bytes) -> str:
        return self._signer(purpose).sign(base64_encode(payload)).decode()

    def _signer(self, purpose: str) -> Signer:
        return self._signers[purpose]

    def _read(self, purpose: str, token: str) -> bytes | None:
        try:
            if not all(base64_encode(base64_decode(part)).decode() == part for part in token.split(".")):
                return None  # other letters can decode to the same bytes; only the one spelling we write is ours
            return base64_decode(self._signer(purpose).unsign(token.encode("ascii")))
        except (BadData, UnicodeEncodeError, ValueError):
            return None


def _signer(purpose: str, keys: Sequence[str]) -> Signer:
    """Signs for one purpose, with keys of its own that are derived once."""
    derived = [hmac.digest(key.encode(), f"newsletter.{purpose}".encode(), "sha256") for key in reversed(keys)]
    return Signer(derived, key_derivation="none", digest_method=hashlib.sha256)
