"""Does a record stand where it was put, and as it was written? Asked of every row of a long ledger, so it is quick.

What a digest was made over is compared as text, without making ids, times and facts of it first. Every text but the
facts has a fixed length or is one of few, so no two records make the same envelope. Facts and details are stored in
the form they are hashed in; what was stored in another form of JSON is brought into it.
"""

import json
from collections.abc import Mapping

from newsletter.consent.reading import Line
from newsletter.consent.record import details_digest, record_digest
from newsletter.database import json_text
from newsletter.law.standing import Happening

KINDS = frozenset(kind.value for kind in Happening)

Held = tuple[int, bytes, str, bool]
"""What goes on from a record that fits: its id, its digest, when it was recorded, whether its details were erased."""


def fits(line: Line, position: int, wordings: Mapping[str, bytes], oldest: str) -> Held | None:
    """Whether the record stands in its place as it was written, on words as they were, no older than `oldest`."""
    try:
        return _fits(line, position, wordings, oldest)
    except (AttributeError, TypeError, ValueError):  # a value of a type that no code of ours can have written
        return None


def _fits(line: Line, position: int, wordings: Mapping[str, bytes], oldest: str) -> Held | None:
    (
        _, place, place_of, record_id, digest, uid, organisation, subject, kind, list_uid, wording, wording_digest,
        answers, facts, happened_at, recorded_at, details, salt, body,
    ) = line  # fmt: skip
    if (
        place != position
        or place_of != record_id
        or kind not in KINDS
        or not (len(happened_at) == len(recorded_at) == 26 and happened_at[10] == recorded_at[10] == " ")
        or recorded_at < oldest
        or not (len(uid) == len(organisation) == 32)
        or not (list_uid is None or len(list_uid) == 32)
        or not (answers is None or len(answers) == 32)
        or not (wording is None or wordings.get(wording, b"") == wording_digest)
    ):
        return None
    envelope = (
        uid, organisation, subject.hex(), kind, list_uid, wording, _hex(wording_digest), answers, facts,
        happened_at.replace(" ", "T") + "Z", recorded_at.replace(" ", "T") + "Z", _hex(details),
    )  # fmt: skip
    if record_digest(*envelope) != digest and record_digest(*envelope[:8], _anew(facts), *envelope[9:]) != digest:
        return None
    erased = salt is None and body is None
    if not erased and not _details_fit(salt, body, details):
        return None
    return record_id, digest, recorded_at, erased and details is not None


def _details_fit(salt: bytes, body: str, digest: bytes) -> bool:
    fit = details_digest(salt, body) == digest or details_digest(salt, _anew(body)) == digest
    return fit and len(salt) == 32


def _anew(text: str) -> str:
    """Stored JSON in canonical form."""
    return json_text(json.loads(text))


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()
