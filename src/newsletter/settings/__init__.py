"""What can the operator choose? One frozen class, read once from `NEWSLETTER_…` in the environment.

A field marked *policy* is a number that no statute gives; it may be changed without breaking the law.
"""

from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from newsletter import rates
from newsletter.settings.notices import NoticeSettings
from newsletter.settings.place import Environment, PlaceSettings
from newsletter.settings.promises import PromiseSettings
from newsletter.settings.sending import SendingSettings, WhenUncertain
from newsletter.settings.watching import WatchingSettings
from newsletter.settings.webhooks import WebhookSettings

__all__ = ["Environment", "Settings", "WhenUncertain"]

SHORTEST_SECRET = 32  # characters


class Settings(WebhookSettings, WatchingSettings, NoticeSettings, PromiseSettings, SendingSettings, PlaceSettings):
    """Everything the operator can choose."""

    model_config = SettingsConfigDict(env_prefix="NEWSLETTER_", frozen=True, extra="ignore")

    @model_validator(mode="after")
    def _strict_in_production(self) -> Self:
        if self.environment is Environment.PRODUCTION:
            for name, key in [("SECRET_KEY", k) for k in self.secret_key or (SecretStr(""),)] + [
                ("FINGERPRINT_KEY", self.fingerprint_key)
            ]:
                if len(key.get_secret_value()) < SHORTEST_SECRET:
                    raise ValueError(
                        f"In production NEWSLETTER_{name} must be at least {SHORTEST_SECRET} characters. "
                        "Make one with: openssl rand -hex 32"
                    )
            if not self.smtp_url.get_secret_value():
                raise ValueError("In production NEWSLETTER_SMTP_URL must name the mail server.")
            if not self.base_url.startswith("https://"):
                raise ValueError("In production NEWSLETTER_BASE_URL must begin with https:// (RFC 8058 § 3.1).")
        return self

    @property
    def heads(self) -> Path | None:
        """The file that heads are noted in, or None where the operator wants none."""
        return self.data_dir / self.head_file if self.head_file else None

    def sends_at(self, now: datetime) -> bool:
        """Whether campaigns may leave at this time of day."""
        return rates.within(rates.hours(self.send_window), now.astimezone(self.zone).time())

    @property
    def own_mailbox(self) -> bool:
        """Whether mail is caught in the development mailbox instead of leaving."""
        return self.environment is Environment.DEVELOPMENT and not self.smtp_url.get_secret_value()
