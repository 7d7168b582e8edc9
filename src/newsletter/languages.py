"""How do we say it in this person's language? Our own pages and mails, and their translations.

Catalogues are plain .po files, read at start; there is nothing to compile.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

LANGUAGES = ("nb", "en")
SOURCE = "en"  # what the templates themselves are written in


def assets() -> Path:
    """The folder that holds `templates` and `alembic`: inside an installed wheel, or the checkout."""
    here = Path(__file__).parent
    installed = here / "_assets"
    return installed if installed.exists() else here.parent.parent


def negotiate(wanted: Iterable[str]) -> str | None:
    """The first wanted language that we speak. Plain Norwegian is bokmål."""
    return negotiate_locale(list(wanted), list(LANGUAGES), sep="-", aliases={"no": "nb", "nn": "nb"})


def sentence(text: str) -> str:
    """Marks words in the program itself that are to be translated; they are, when they are shown."""
    return text


def page(name: str, language: str, /, **values: Any) -> str:
    """One of our templates, filled in, in one language."""
    return environment(language).get_template(name).render(language=language, **values)


@lru_cache
def environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(assets() / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made


@lru_cache
def translations(language: str) -> Translations:
    file = assets() / "templates" / "locale" / f"{language}.po"
    if language == SOURCE or not file.exists():
        return Translations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
