"""Where does the service stand? Its address, its folder, its database and its keys."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from newsletter.lines import is_one_line


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class PlaceSettings(BaseSettings):
    """The operator's choices of where."""

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

    @property
    def database(self) -> str:
        """The database's URL, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'newsletter.sqlite'}"

    @property
    def host_name(self) -> str:
        """The domain our own ids (Message-ID, List-Id) are made under."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def fingerprint_secret(self) -> bytes:
        return self.fingerprint_key.get_secret_value().encode()
