"""Where do keys come from on a machine that is tried out? They are made once, and lie in the data folder."""

import secrets
from pathlib import Path

from pydantic import SecretStr

from newsletter.errors import Misconfigured
from newsletter.settings import Environment, Settings


def with_development_keys(settings: Settings, *, making: bool = True) -> Settings:
    """The settings with missing keys read from, or first written to, `DATA_DIR/keys` (mode 0600).

    Raises Misconfigured in production, where the operator must keep the keys apart from the database. Without `making`
    nothing is written, and a key that is nowhere stays missing.
    """
    missing = [name for name in ("secret_key", "fingerprint_key") if not _given(settings, name)]
    if not missing:
        return settings
    if settings.environment is Environment.PRODUCTION:
        if not making:
            return settings
        raise Misconfigured("Set NEWSLETTER_SECRET_KEY and NEWSLETTER_FINGERPRINT_KEY.")
    found: dict[str, object] = {}
    for name in missing:
        file = settings.data_dir / "keys" / name
        if making and not file.exists():
            _make(file)
        if file.exists():
            key = SecretStr(file.read_text().strip())
            found[name] = (key,) if name == "secret_key" else key
    return settings.model_copy(update=found)


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(secrets.token_hex(32))


def _given(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
