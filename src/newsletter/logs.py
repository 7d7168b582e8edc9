"""What does the log say, and what must it never? One JSON object a line, and no e-mail address or secret in any.

We name none. But the words of an error may quote one: a mail server's, or those of a database about a row it refused.
So whatever is written, by us or by a library, passes here last.
"""

import logging
import re
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import Processor

_ADDRESS = re.compile(r"""[^\s"'<>()\[\]{},;:=@]+(?:@|%40)\w[\w.-]*""")
_SECRET = re.compile(r"\b(?:nl_[\w-]{12,}|[\w-]{22,}\.[\w-]{43}\b)")  # an API key, or what makes a link work


class Log:
    """Standard error. What cannot be written is lost: a full disk must not stop those who only wanted to tell of it."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def without_addresses(_: Any, __: str, line: Any) -> str:
    """The line, with each address in it struck out, and each key or token."""
    return _SECRET.sub("[secret]", _ADDRESS.sub("[address]", line))


def write(to: TextIO | None = None) -> None:
    """From here on write the log there, or to standard error: as JSON, or in colours to a person at a terminal."""
    to = to or cast(TextIO, Log())
    stamped: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    told: list[Processor] = [structlog.processors.format_exc_info, _renderer(), without_addresses]
    structlog.configure(processors=stamped + told, logger_factory=structlog.PrintLoggerFactory(to))
    libraries = logging.StreamHandler(to)
    unwrapped = [ProcessorFormatter.remove_processors_meta, *told]
    libraries.setFormatter(ProcessorFormatter(foreign_pre_chain=stamped, processors=unwrapped))
    logging.basicConfig(handlers=[libraries], level=logging.WARNING, force=True)
    # Our jobs tell of their own faults; this one calls it a fault when a job was called off at the end.
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)


def _renderer() -> Processor:
    """Tracebacks are told plainly: the local values that structlog draws may be a person's."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()
