"""The law by hand: `newsletter law decide` and `newsletter law schema`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsletter import cases, cli
from tests.law.cases import NAMES, SCENARIOS, facts
from tests.law.test_scenarios import SCENARIOS as ROWS

runner = CliRunner()


@pytest.mark.parametrize("name", ["c01", "c05", "c08", "c13", "mailbox-unclear"])
def test_a_file_of_facts_is_answered_and_any_decision_is_a_good_answer(name: str) -> None:
    done = runner.invoke(cli.cli, ["law", "decide", str(SCENARIOS / f"{name}.json")])
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    expected = next(row[2] for row in ROWS if row[0] == name)
    assert (
        f"{answer['decision']} {answer['basis'] if answer['decision'] == 'permitted' else answer['reason']}" == expected
    )


def test_facts_can_be_piped_in() -> None:
    text = (SCENARIOS / "c01.json").read_bytes()
    done = runner.invoke(cli.cli, ["law", "decide", "-"], input=text)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == cases.answer(cases.read(text))


def test_facts_that_cannot_be_read_are_named_field_by_field(tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts("c01", at="2026-11-22T10:00:00", recipient__age=-5)))
    done = runner.invoke(cli.cli, ["law", "decide", str(file)])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "/at: Give the time with its offset, such as 2026-11-22T10:00:00+01:00.",
        "/recipient/age: Give a number from 0 to 150.",
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.json", tmp_path):
        done = runner.invoke(cli.cli, ["law", "decide", str(missing)])
        assert done.exit_code == 2
        assert str(missing) in done.stderr


def test_the_operators_numbers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    file = str(SCENARIOS / "stale-24-months.json")
    assert json.loads(runner.invoke(cli.cli, ["law", "decide", file]).stdout)["decision"] == "refused"
    monkeypatch.setenv("NEWSLETTER_CONSENT_STALE_AFTER_MONTHS", "36")
    assert json.loads(runner.invoke(cli.cli, ["law", "decide", file]).stdout)["decision"] == "permitted"


def test_the_schema_is_printed() -> None:
    done = runner.invoke(cli.cli, ["law", "schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == cases.schema()


def test_there_are_facts_to_try_it_with() -> None:
    assert len(NAMES) > 50
