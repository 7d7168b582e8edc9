"""How is everything? From the keys to the head file, each part once."""

from collections.abc import Callable
from datetime import datetime

from newsletter.doctor.address import examine_address
from newsletter.doctor.database import examine_database
from newsletter.doctor.finding import Finding
from newsletter.doctor.keys import examine_keys
from newsletter.doctor.machine import examine_disk, examine_head_file
from newsletter.doctor.mail_server import examine_mail_server
from newsletter.settings import Settings


async def examine(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Everything that can be found out about a set-up without changing it. `settings` have the keys that there are."""
    return [
        *examine_keys(settings),
        *await examine_database(settings, clock),
        *await examine_mail_server(settings, clock()),
        await examine_address(settings),
        *examine_disk(settings),
        examine_head_file(settings),
    ]
