"""How does the client come about? Shapes by datamodel-code-generator, operations by a template, form by ruff."""

import ast
import json
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

from datamodel_code_generator import DataModelType, InputFileType, PythonVersion, generate
from datamodel_code_generator.format import Formatter
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generate.reading import Operation, Schema, groups
from generate.schemas import met, renamed
from newsletter.app import document

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "newsletter_client"
HEADER = '"""{told}\n\nMade by `make client` from the OpenAPI document: do not edit.\n"""\n'


def made() -> dict[str, str]:
    """The text of each file that is made, by its name."""
    told = renamed(document())
    found = groups(told)
    kinds = " ".join(kind for one in chain(*found.values()) for kind in (one.of, *(a.kind for a in one.arguments)))
    spoken_of = sorted(set(re.findall(r"\w+", kinds)) & set(told["components"]["schemas"]))
    return {
        "models.py": _formatted(_models(met(told, spoken_of))),
        "operations.py": _formatted(_operations(found, spoken_of)),
    }


def _operations(found: dict[str, list[Operation]], shapes: list[str]) -> str:
    environment = Environment(  # noqa: S701 - it writes Python
        loader=FileSystemLoader(Path(__file__).parent), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["said"] = _said
    header = HEADER.format(told="What can be asked of the service, grouped as the document groups it.")
    return header + environment.get_template("operations.py.jinja").render(groups=found, shapes=", ".join(shapes))


def _said(operation: Operation) -> str:
    """The docstring of a method: what it does, then what its arguments mean where the document tells."""
    told = [operation.says or operation.name]
    meant = [f"{one.name}: {one.means}" for one in operation.arguments if one.means]
    lines = [*told, *(["", *meant] if meant else [])]
    return "\n".join(line.strip() for line in "\n".join(lines).replace("\\", "\\\\").splitlines())


def _models(document: Schema) -> str:
    text = generate(
        json.dumps(document),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        base_class="newsletter_client.shapes.Shape",
        use_schema_description=True,
        use_field_description=True,
        use_union_operator=True,
        use_standard_collections=True,
        use_specialized_enum=True,
        strict_nullable=True,
        set_default_enum_member=True,
        use_single_line_docstring=True,
        disable_timestamp=True,
        capitalise_enum_members=True,
        custom_file_header=HEADER.format(told="The shapes that go to the service and come back."),
        formatters=[Formatter.BUILTIN],
    )
    assert isinstance(text, str)  # noqa: S101 - one input makes one text
    text = text.replace("from enum import StrEnum\n", "").replace("(StrEnum)", "(Word)")
    text = text.replace("from builtins import list as list_aliased", "import builtins").replace(
        "list_aliased", "builtins.list"
    )
    text = re.sub(r"^    (\w+: .+) = Field\((.+), description=(.+)\)$", _told_beside, text, flags=re.MULTILINE)
    return text.replace("import Shape\n", "import Shape, Word\n")


def _told_beside(field: re.Match[str]) -> str:
    """A field with its meaning beneath it, where editors look; type checkers then see whether it has a default."""
    kind, default, means = field.groups()
    beneath = f'    """{ast.literal_eval(means)}"""'
    return f"    {kind}\n{beneath}" if default == "..." else f"    {kind} = {default}\n{beneath}"


def _formatted(text: str) -> str:
    for how in (("check", "--fix", "--quiet", "--exit-zero"), ("format", "--quiet")):
        command = [sys.executable, "-m", "ruff", *how, "--stdin-filename", str(FOLDER / "made.py"), "-"]
        text = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603
    return text
