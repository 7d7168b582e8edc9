"""A service of its own process, for the stories that begin with `newsletter serve`."""

import os
import socket
from pathlib import Path

import pytest
from sqlalchemy import text

from newsletter import migrating
from tests.installation import Installation
from tests.mail_server import MailServer


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def installation(database_url: str, tmp_path: Path, mail_server: MailServer) -> Installation:
    """Nothing migrated yet. For PostgreSQL one setting more, and nothing else."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "NEWSLETTER_DATA_DIR": str(tmp_path / "data"),
        "NEWSLETTER_PORT": str(port),
        "NEWSLETTER_BASE_URL": "https://news.venue.example",
        "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}?tls=none",
        "NEWSLETTER_SMTP_CONNECTIONS": "1",
        "NEWSLETTER_TICK_SECONDS": "0.05",
    }
    if database_url.startswith("postgresql"):
        environment["NEWSLETTER_DATABASE_URL"] = database_url
        with migrating.engine(database_url).begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    return Installation(environment, tmp_path, f"http://127.0.0.1:{port}")
