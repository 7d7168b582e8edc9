"""What does the log say, and what must it never? One JSON object a line; no e-mail address, link or API key in any.

We name none. But the words of an error may quote one: a mail server's, or those of a database about a row it refused.
So whatever is written, by us or by a library, passes here last; in a service also what Python itself complains of.
"""

import logging
import re
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.types import Processor

_NEVER = (
    (r"\1[link]", re.compile(r"(?:(\\[bfnrt]|\\u[0-9a-f]{4})|(?<![\w-]))[\w-]{22,}\.[\w-]{43}")),
    (r"[key]", re.compile(r"(?<!(?<!\\)\\)nl_[\w-]{12,}")),
    (r"[address]", re.compile(r"""[^\s"'<>()\[\]{},;:=@]+(?:@|%40)\w[\w.-]*""")),
)
"""Looked for in the line as written, where a line feed is a backslash and an n: neither stays without the other."""


class Log:
    """Standard error. What cannot be written is lost: a full disk must not stop those who only wanted to tell of it."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def struck_out(_: Any, __: str, line: Any) -> str:
    """The line without what must not stand there."""
    for instead, found in _NEVER:
        line = found.sub(instead, line)
    return str(line)


def write(to: TextIO | None = None) -> None:
    """From here on write the log there, or to standard error: as JSON, or in colours to a person at a terminal."""
    to = to or cast(TextIO, Log())
    stamped: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    told: list[Processor] = [structlog.processors.format_exc_info, _renderer(), struck_out]
    structlog.configure(processors=stamped + told, logger_factory=structlog.PrintLoggerFactory(to))
    libraries = logging.StreamHandler(to)
    unwrapped = [ProcessorFormatter.remove_processors_meta, *told]
    libraries.setFormatter(ProcessorFormatter(foreign_pre_chain=stamped, processors=unwrapped))
    logging.basicConfig(handlers=[libraries], level=logging.WARNING, force=True)
    # Our jobs tell of their own faults; this one calls it a fault when a job was called off at the end.
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)


def write_all() -> None:
    """Also what Python would write to standard error past the log: warnings, and errors that nobody caught.

    A line that cannot be put together is lost, since the complaint would quote what was to stand in it.
    """
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    structlog.get_logger().critical("uncaught", exc_info=(kind, error, trace))


def _renderer() -> Processor:
    """Tracebacks are told plainly: the local values that structlog draws may be a person's."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()
