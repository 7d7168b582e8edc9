"""Does the machine have room, and may the service note the ledger's head on it?"""

import os
import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from newsletter.doctor.finding import Finding, doubtful, fine, wrong
from newsletter.settings import Settings

FULL, TIGHT = 100_000_000, 1_000_000_000
"""Policy. Bytes free under which a disk is as good as full, or will be soon."""


def examine_disk(settings: Settings, *, full: int = FULL, tight: int = TIGHT) -> list[Finding]:
    """The disks of the data folder and of the SQLite file."""
    url = make_url(settings.database)
    folders = [settings.data_dir.resolve()]
    if url.get_backend_name() == "sqlite" and url.database:
        folders.append(Path(url.database).resolve().parent)
    return [_room(folder, full, tight) for folder in dict.fromkeys(folders)]


def _room(folder: Path, full: int, tight: int) -> Finding:
    if not folder.is_dir():
        return doubtful("disk", f"There is no folder {folder} yet. The first start makes it.")
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB are free for {folder}."
    if free < full:
        return wrong("disk", f"{says} When nothing is left, nobody can join and nobody can leave: make room now.")
    return doubtful("disk", f"{says} Make room.") if free < tight else fine("disk", says)


def examine_head_file(settings: Settings) -> Finding:
    file = settings.heads
    if file is None:
        return doubtful("head file", "None is kept. Note the ledger's head elsewhere: newsletter ledger head.")
    if _can_be_added_to(file):
        return fine("head file", f"{file} can be added to.")
    do = "Let the service add to it, or name another in NEWSLETTER_HEAD_FILE."
    return wrong("head file", f"{file} cannot be added to, so the service does not start. {do}")


def _can_be_added_to(file: Path) -> bool:
    if not file.exists():
        folder = file.parent
        there = folder if folder.exists() else folder.parent  # the first start makes the data folder itself
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_APPEND))
    except OSError:
        return False
    return True
