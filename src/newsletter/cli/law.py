"""The law by hand: `newsletter law decide`, `newsletter law schema`. No database, no server, no key."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from newsletter import cases
from newsletter.errors import Invalid
from newsletter.settings import Settings

CANNOT_BE_READ = 2

cli = typer.Typer(no_args_is_help=True, help="What the law says to a case told in full.")


@cli.command()
def decide(
    file: Annotated[str, typer.Argument(help="A file of facts, as JSON; `-` for what is typed or piped in.")],
) -> None:
    """Print the law's decision on a case as JSON. Exit code 0 whatever it is; 2 when the facts cannot be read."""
    try:
        case = cases.read(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    except OSError as error:
        _cannot_be_read(f"{file}: {error.strerror}. Name a file of facts, or - for standard input.")
    except Invalid as error:
        _cannot_be_read("\n".join(problem.message for problem in error.problems))
    print(json.dumps(cases.answer(case, Settings().law_policy), indent=2, ensure_ascii=False))


@cli.command()
def schema() -> None:
    """Print the JSON schema of a case: every fact that can be told, with its meaning."""
    print(json.dumps(cases.schema(), indent=2, ensure_ascii=False))


def _cannot_be_read(says: str) -> None:
    print(says, file=sys.stderr)
    raise typer.Exit(CANNOT_BE_READ)
