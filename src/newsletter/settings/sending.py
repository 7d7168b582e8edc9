"""How does mail leave? The mail server, how fast, how often, and what becomes of what it does not answer."""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings

from newsletter import rates


class WhenUncertain(StrEnum):
    """What becomes of a campaign's message of which nobody knows whether it arrived."""

    #: It waits for a person's word.
    ASK = "ask"
    #: It is sent again, a few times: better twice than never.
    SEND_AGAIN = "send_again"
    #: It is left at that: better never than twice.
    CLOSE = "close"


class SendingSettings(BaseSettings):
    """The operator's choices of how mail leaves."""

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

    @field_validator("domain_rates", "send_window")
    @classmethod
    def _readable(cls, value: str, info: ValidationInfo) -> str:
        rates.by_domain(value) if info.field_name == "domain_rates" else rates.hours(value)
        return value

    @model_validator(mode="after")
    def _only_the_dead_lose_a_lease(self) -> Self:
        if self.lease_seconds <= 3 * self.smtp_timeout:
            raise ValueError("NEWSLETTER_LEASE_SECONDS must be more than three times NEWSLETTER_SMTP_TIMEOUT.")
        return self

    @property
    def lease(self) -> timedelta:
        """How long a claim holds when nothing is heard of its sender."""
        return timedelta(seconds=self.lease_seconds)
