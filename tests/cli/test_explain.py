"""The command that explains a zone, on the document of a small town."""

import json

import pytest

from gridplan.document import read_document, write_document
from gridplan.text import LANGUAGES
from tests.cli.test_commands import run
from tests.small import small_result


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """Give the plan document of a small town."""
    folder = tmp_path_factory.mktemp("plan")
    write_document(small_result(), folder / "plan.gpkg", language="en")
    return folder


@pytest.fixture(scope="module")
def zones(document):
    """Give the codes of ordinary zones, by level."""
    plans = read_document(document).plans[1:]
    return {p.level: [z.code for z in p.zones if z.kind != "special"] for p in plans}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zone_is_explained_to_a_person(document, zones, language):
    code = zones["microgrid"][0]
    found = run("explain", document, code, language=language)
    assert found.exit_code == 0, found.output
    assert code[:15] in found.stderr
    assert found.stdout == ""


def test_every_move_comes_as_json_with_its_numbers_and_reason(document, zones):
    for level, (code, *_) in zones.items():
        said = json.loads(run("explain", document, code, "--json").stdout)
        assert (said["level"], said["code"]) == (level, code)
        for move in said["moves"]:
            assert {"households", "load", "other", "reason", "message"} <= set(move)


def test_the_report_carries_the_same_remedies(document):
    violations = read_document(document).report.violations
    found = [v for v in violations if v.remedies and v.level != "community"][:1]
    for violation in found:
        said = json.loads(run("explain", document, violation.code, "--json").stdout)
        remedies = [r["key"] for v in said["violations"] for r in v["remedies"]]
        assert remedies == [remedy.key for remedy in violation.remedies]


def test_a_code_that_does_not_exist_is_named(document):
    found = run("explain", document, "999")
    assert found.exit_code == 2
    assert "999" in found.stderr
