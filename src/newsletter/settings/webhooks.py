"""Which programs may be told what happens, and how patiently?"""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings


class WebhookSettings(BaseSettings):
    """The operator's choices of webhooks."""

    webhook_hosts: str = Field(
        default="",
        description="Hosts, comma-separated, that webhooks may go to though their addresses are private, "
        "and without TLS: `hooks.internal,10.0.0.5`.",
    )
    webhook_seconds: float = Field(
        default=10.0, gt=0, description="Policy. Seconds in which a webhook's receiver must have answered."
    )
    webhooks_at_once: int = Field(
        default=20, ge=1, description="Policy. Webhooks that each process calls at the same time."
    )
    webhook_disabled_after: int = Field(
        default=10, ge=1, description="Policy. A webhook is disabled once so many events in a row were given up."
    )
    webhook_overlap_hours: float = Field(
        default=24.0, ge=0, description="Policy. Hours for which a webhook's old secret signs beside a new one."
    )
    webhook_log_days: float = Field(
        default=30.0, gt=0, description="Policy. Days that is kept what webhooks were told, and what they answered."
    )

    @property
    def hosts_allowed(self) -> frozenset[str]:
        """The hosts that the operator vouches for."""
        return frozenset(host.strip().lower() for host in self.webhook_hosts.split(",") if host.strip())

    @property
    def webhook_time(self) -> timedelta:
        return timedelta(seconds=self.webhook_seconds)
