"""How does a receiver know that a webhook is ours? By HMAC-SHA-256 over id, time and body (Standard Webhooks 1.0)."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook as Signer

PREFIX = "whsec_"  # by which people and secret scanners know what it is
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(uid: str, body: str, keys: Sequence[str], *, now: datetime) -> dict[str, str]:
    """What makes a body ours: one signature for each secret in force, so that a receiver may change when it likes."""
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(uid, now, body) for key in keys),
    }
