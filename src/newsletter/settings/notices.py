"""How is mail guarded that is no marketing? Who lets it go, to how many, and how long their addresses are kept."""

from pydantic import Field
from pydantic_settings import BaseSettings


class NoticeSettings(BaseSettings):
    """The operator's choices about notices."""

    notice_approval: bool = Field(
        default=True,
        description="Policy. Whether a notice waits for approval with another key than wrote it and handed it in.",
    )
    notice_recipients: int = Field(
        default=5_000, ge=1, le=50_000, description="Policy. Recipients a notice may have; of more, make another."
    )
    notice_kept_days: float = Field(
        default=30.0,
        gt=0,
        description="Policy. Days after which address, name and order of a notice's recipients are erased.",
    )
