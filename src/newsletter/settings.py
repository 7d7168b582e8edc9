"""What can the operator choose? One frozen class, read once from `NEWSLETTER_…` in the environment.

A field marked *policy* is a number that no statute gives; it may be changed without breaking the law.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from newsletter import rates
from newsletter.law.times import Policy
from newsletter.lines import is_one_line

SHORTEST_SECRET = 32  # characters


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class WhenUncertain(StrEnum):
    """What becomes of a campaign's message of which nobody knows whether it arrived."""

    #: It waits for a person's word.
    ASK = "ask"
    #: It is sent again, a few times: better twice than never.
    SEND_AGAIN = "send_again"
    #: It is left at that: better never than twice.
    CLOSE = "close"


class Settings(BaseSettings):
    """Everything the operator can choose."""

    model_config = SettingsConfigDict(env_prefix="NEWSLETTER_", frozen=True, extra="ignore")

    environment: Environment = Field(
        default=Environment.DEVELOPMENT,
        description="`development` catches all mail in a mailbox of its own; `production` refuses weak secrets.",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Where people reach the service; every link in a mail begins with it. "
        "Not given: `http://127.0.0.1:` and the port.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    data_dir: Path = Field(
        default=Path("data"), description="Folder of the SQLite database, the development keys and mailbox."
    )
    database_url: str = Field(
        default="",
        description="`sqlite:////path` or `postgresql://user:password@host/name`. Empty: SQLite in the data folder.",
    )
    database_connections: int = Field(
        default=10, ge=6, description="Connections to PostgreSQL that each process opens at most."
    )
    secret_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Signs links. Several, comma-separated, newest first: a retired key still verifies old links. "
        "Development makes its own.",
    )
    fingerprint_key: SecretStr = Field(
        default=SecretStr(""),
        description="Names people in the ledger and signs its seals. Never change or lose it: "
        "every no would be forgotten. Development makes its own.",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="`smtp://user:password@host:port?tls=implicit|starttls|none`. "
        "Empty in development: the mailbox of its own.",
    )
    smtp_connections: int = Field(default=4, ge=1, le=100, description="Connections kept open to the mail server.")
    smtp_timeout: float = Field(default=30.0, gt=0, le=35, description="Seconds a mail server may take for one reply.")
    lease_seconds: float = Field(
        default=120.0,
        gt=0,
        description="Policy. Seconds a sender keeps its claims when nothing is heard of it; then others take over. "
        "More than three times the timeout, which is the longest that one message takes.",
    )
    smtp_away_seconds: float = Field(
        default=30.0, gt=0, description="Seconds until a mail server that could not be reached is tried again."
    )
    rate: float = Field(
        default=0, ge=0, description="Policy. Messages a second at most, over all senders. 0: no limit."
    )
    sender_rate: float = Field(
        default=0, ge=0, description="Policy. Campaign messages a second at most of each organisation. 0: no limit."
    )
    domain_rates: str = Field(
        default="",
        description="Policy. Messages a second at most to a mail provider: `gmail.com=20,outlook.com=10`.",
    )
    send_window: str = Field(
        default="",
        description="Policy. The hours in which campaigns leave, in the time zone below: `08:00-20:00`. Empty: always.",
    )
    delivery_lifetime_hours: float = Field(
        default=24.0, gt=0, description="Policy. Hours after which a delivery that keeps being deferred is given up."
    )
    uncertain: WhenUncertain = Field(
        default=WhenUncertain.ASK,
        description="Policy. What becomes of a campaign's message of which nobody knows whether it arrived: "
        "`ask` a person, `send_again` until it was tried three times, or `close`.",
    )
    pause_at_refusals: int = Field(
        default=20,
        ge=0,
        le=100,
        description="Policy. A campaign pauses when the mail server refuses so many of the last 100 messages for what "
        "we are. 0: never.",
    )
    confirmation_link_days: float = Field(
        default=7.0, gt=0, description="Policy. Days a confirmation link can be used."
    )
    confirmation_mails_a_day: int = Field(
        default=1,
        ge=1,
        description="Policy. Confirmation mails one mailbox gets in 24 hours, over all forms and lists.",
    )
    confirmation_mails_ever: int = Field(
        default=3,
        ge=1,
        description="Policy. Confirmation mails one mailbox gets before it has ever confirmed one of them.",
    )
    launch_grace_minutes: float = Field(
        default=60.0, gt=0, description="Policy. A scheduled launch later than this asks a person instead of firing."
    )
    test_mails_a_day: int = Field(
        default=50, ge=0, description="Policy. Test mails an organisation may send in 24 hours."
    )
    consent_warns_after_months: int = Field(
        default=12, ge=1, le=120, description="Policy. Months without use after which a consent permits with a warning."
    )
    consent_stale_after_months: int = Field(
        default=24,
        ge=1,
        le=120,
        description="Policy. Months without use after which a consent counts no more, "
        "unless its words say for how long it lasts.",
    )
    capital_good_months: int = Field(
        default=24, ge=1, le=120, description="Policy. Months a larger purchase makes a customer relationship."
    )
    time_zone: str = Field(default="Europe/Oslo", description="Where days and months begin, for what was promised.")
    seal_seconds: float = Field(default=2.0, gt=0, description="Seconds between two seals of the ledger.")
    head_file: str = Field(
        default="heads",
        description="File outside the database that the newest seal is noted in, at each start and once a day. "
        "A relative name lies in the data folder. Empty: none.",
    )
    head_mails: bool = Field(
        default=True,
        description="Policy. Whether each organisation's own e-mail address is told the newest seal, "
        "once a day at most, after a day in which the ledger grew.",
    )
    standstill_minutes: float = Field(
        default=10.0,
        gt=0,
        description="Policy. Minutes that something may be due, with nobody at it, before the queue stands still.",
    )
    progress_streams: int = Field(
        default=100, ge=1, description="Policy. Campaigns that are watched as streams at once, in each process."
    )
    metrics_key: SecretStr = Field(
        default=SecretStr(""),
        description="Who sends it as `Authorization: Bearer` may read `/metrics`, from anywhere, and nobody else. "
        "Empty: only from this machine, and not through a proxy.",
    )
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="Port on which a `worker` tells its own metrics. 0: none."
    )
    tick_seconds: float = Field(default=1.0, gt=0, description="Seconds between two looks at what is due.")

    @model_validator(mode="before")
    @classmethod
    def _where_it_listens(cls, given: dict[str, object]) -> dict[str, object]:
        return {"base_url": f"http://127.0.0.1:{given.get('port', 8000)}", **given}

    @field_validator("secret_key", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("NEWSLETTER_TIME_ZONE must be one like Europe/Oslo.")
        return value

    @field_validator("domain_rates", "send_window")
    @classmethod
    def _readable(cls, value: str, info: ValidationInfo) -> str:
        rates.by_domain(value) if info.field_name == "domain_rates" else rates.hours(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            known = not value or make_url(value).get_backend_name() in ("sqlite", "postgresql")
        except ArgumentError:
            known = False
        if not known:
            raise ValueError("NEWSLETTER_DATABASE_URL must look like postgresql://user:password@host/name.")
        return value

    @field_validator("base_url")
    @classmethod
    def _plain_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        plain = value.isascii() and is_one_line(value) and not (parts.query or parts.fragment or parts.username)
        if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
            raise ValueError(
                "NEWSLETTER_BASE_URL must look like https://news.example.org, without ? or #; "
                "write a name such as bøker.example as xn--bker-gra.example."
            )
        return value.rstrip("/")

    @model_validator(mode="after")
    def _only_the_dead_lose_a_lease(self) -> Self:
        if self.lease_seconds <= 3 * self.smtp_timeout:
            raise ValueError("NEWSLETTER_LEASE_SECONDS must be more than three times NEWSLETTER_SMTP_TIMEOUT.")
        return self

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
    def database(self) -> str:
        """The database's URL, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'newsletter.sqlite'}"

    @property
    def heads(self) -> Path | None:
        """The file that heads are noted in, or None where the operator wants none."""
        return self.data_dir / self.head_file if self.head_file else None

    @property
    def lease(self) -> timedelta:
        """How long a claim holds when nothing is heard of its sender."""
        return timedelta(seconds=self.lease_seconds)

    def sends_at(self, now: datetime) -> bool:
        """Whether campaigns may leave at this time of day."""
        return rates.within(rates.hours(self.send_window), now.astimezone(self.zone).time())

    @property
    def host_name(self) -> str:
        """The domain our own ids (Message-ID, List-Id) are made under."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def law_policy(self) -> Policy:
        """The numbers the law leaves to the operator."""
        return Policy(self.consent_warns_after_months, self.consent_stale_after_months, self.capital_good_months)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def fingerprint_secret(self) -> bytes:
        return self.fingerprint_key.get_secret_value().encode()

    @property
    def own_mailbox(self) -> bool:
        """Whether mail is caught in the development mailbox instead of leaving."""
        return self.environment is Environment.DEVELOPMENT and not self.smtp_url.get_secret_value()
