"""Are the keys there, long enough, and hard to guess?"""

from newsletter.doctor.finding import Finding, doubtful, fine, wrong
from newsletter.settings import SHORTEST_SECRET, Environment, Settings

FEWEST_LETTERS = 8
"""Policy. A made key has some fifteen different letters; one typed by hand over and over has few."""
MAKE_ONE = "Make one with: openssl rand -hex 32"


def examine_keys(settings: Settings) -> list[Finding]:
    secrets = [key.get_secret_value() for key in settings.secret_key]
    fingerprint = settings.fingerprint_key.get_secret_value()
    if not (secrets and fingerprint):
        return [_missing(settings)]
    found = [_strength("secret key", key) for key in secrets]
    found.append(_strength("fingerprint key", fingerprint))
    if fingerprint in secrets:
        found.append(
            doubtful("fingerprint key", "It is the secret key as well. Use another secret key; keep this one.")
        )
    return found


def _missing(settings: Settings) -> Finding:
    if settings.environment is Environment.PRODUCTION:
        return wrong("keys", "Set NEWSLETTER_SECRET_KEY and NEWSLETTER_FINGERPRINT_KEY.")
    return doubtful("keys", "There are none yet. The first start makes them, in the data folder.")


def _strength(about: str, key: str) -> Finding:
    if len(set(key)) < FEWEST_LETTERS:
        return wrong(about, f"It can be guessed: it has only {len(set(key))} different letters. {MAKE_ONE}")
    if len(key) < SHORTEST_SECRET:
        return doubtful(about, f"It is short; production refuses one under {SHORTEST_SECRET} characters. {MAKE_ONE}")
    return fine(about, f"{len(key)} characters.")
