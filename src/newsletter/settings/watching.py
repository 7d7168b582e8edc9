"""How is the service watched? What the operator's machinery sees, and when the queue stands still."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class WatchingSettings(BaseSettings):
    """The operator's choices of what is told."""

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
    audit_years: int = Field(
        default=3, ge=1, le=30, description="Policy. Years that the audit, who did what, is kept; then it is deleted."
    )
    tick_seconds: float = Field(default=1.0, gt=0, description="Seconds between two looks at what is due.")
