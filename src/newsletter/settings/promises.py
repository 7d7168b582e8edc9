"""What was promised to people, and what keeps it provable? Numbers of policy, and the seals of the ledger."""

from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from newsletter.law.times import Policy


class PromiseSettings(BaseSettings):
    """The operator's choices of policy."""

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
    key_requests_a_minute: int = Field(
        default=6000,
        ge=0,
        description="Policy. Requests a minute with one API key, in each process. 0: no limit.",
    )
    address_requests_a_minute: int = Field(
        default=6000,
        ge=0,
        description="Policy. Requests a minute to the API, and posts to public pages, from one network address, "
        "in each process. 0: no limit. Leaving is never limited.",
    )
    answer_hours: float = Field(
        default=24.0,
        gt=0,
        description="Policy. Hours for which an answer to a request with an Idempotency-Key is kept.",
    )
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

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("NEWSLETTER_TIME_ZONE must be one like Europe/Oslo.")
        return value

    @property
    def law_policy(self) -> Policy:
        """The numbers the law leaves to the operator."""
        return Policy(self.consent_warns_after_months, self.consent_stale_after_months, self.capital_good_months)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
