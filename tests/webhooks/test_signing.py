"""What we sign, the receiver's program verifies: the one in our documentation, and the library of the specification."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from newsletter.database import new_uid
from newsletter.webhooks.signing import headers, new_secret

DOCUMENTED = Path(__file__).parents[2] / "docs" / "webhooks.md"
BODY = '{"data":{},"timestamp":"2026-11-23T09:00:00+00:00","type":"ping"}'


@pytest.fixture(scope="module")
def verified() -> Any:
    """The function that the documentation gives to receivers."""
    found = re.search(r"```python\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
    assert found
    names: dict[str, Any] = {}
    exec(compile(found[1], str(DOCUMENTED), "exec"), names)
    return names["verified"]


def signed(*secrets: str, body: str = BODY, at: float | None = None) -> dict[str, str]:
    return headers(str(new_uid()), body, secrets, now=datetime.fromtimestamp(at or time.time(), UTC))


def test_the_documented_lines_know_ours_from_all_else(verified: Any) -> None:
    secret, other = new_secret(), new_secret()
    good = signed(secret)

    assert verified(secret, good, BODY.encode())
    assert not verified(other, good, BODY.encode())
    assert not verified(secret, good, BODY.encode() + b" ")
    assert not verified(secret, good | {"webhook-id": str(new_uid())}, BODY.encode())
    assert not verified(secret, signed(secret, at=time.time() - 600), BODY.encode())


def test_while_secrets_overlap_either_verifies(verified: Any) -> None:
    new, old = new_secret(), new_secret()
    both = signed(new, old)

    assert verified(new, both, BODY.encode())
    assert verified(old, both, BODY.encode())


def test_the_library_of_the_specification_verifies_letters_of_any_kind() -> None:
    secret, body = new_secret(), '{"data":{"because":"Bøker på Brygga – 日本"}}'

    Webhook(secret).verify(body, signed(secret, body=body))
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, signed(secret, body=body))


def test_the_example_of_the_reference_implementations_is_signed_as_they_sign_it() -> None:
    secret, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime.fromtimestamp(1614265330, UTC)

    assert headers("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', [secret], now=at) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
