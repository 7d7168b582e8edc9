"""The operator's door to the API's document: `newsletter openapi`."""

import json

import typer

from newsletter.app import document

cli = typer.Typer()


@cli.command("openapi")
def print_document() -> None:
    """Print the API's document (OpenAPI 3.1), as it is at /openapi.json. It needs no database."""
    print(json.dumps(document(), indent=2, ensure_ascii=False))
