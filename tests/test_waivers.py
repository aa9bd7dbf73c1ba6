"""Waivers: read from TOML or CSV, every fault at once; a waived finding stays one."""

import pytest

from gridplan.document import read_document, write_document
from gridplan.errors import InputError
from gridplan.model import Waiver
from gridplan.waivers import read_waivers, with_waivers
from tests.render.worlds import tower_result

GOOD = """[[waiver]]
rule = "XZ-05"
zone = "330411001001001 01"
reason = "one stairwell"
signer = "District Civil Affairs Bureau"
date = "2026-03-01"
"""
ROW = "XZ-05,33041100100100101,单元不可拆分,区民政局,2026-03-01"


def written(folder, text, name="waivers.toml", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def tower():
    """Return the finding on the tower of 120 homes, above any micro-grid."""
    return next(v for v in tower_result().report.violations if v.rule == "XZ-05")


def signed(rule="XZ-05", code=None):
    code = tower().code if code is None else code
    return Waiver(rule, code, "one stairwell", "Bureau", "2026-03-01")


def test_toml_and_csv_say_the_same(tmp_path):
    (toml,) = read_waivers(written(tmp_path, GOOD))
    assert (toml.rule, toml.code) == ("XZ-05", "33041100100100101")
    head = "rule,zone,reason,signer,date\n"
    (row,) = read_waivers(written(tmp_path, head + ROW, "waivers.csv"))
    assert (row.rule, row.code, row.date) == (toml.rule, toml.code, toml.date)
    head = "规则,单元,理由,签批人,日期\n"
    assert read_waivers(written(tmp_path, head + ROW, "豁免.csv", "gb18030")) == (row,)


def test_all_faults_are_told_at_once(tmp_path):
    text = GOOD.replace("2026-03-01", "March") + '[[waiver]]\nrule = "XZ-05"\nperson = "x"\n'
    with pytest.raises(InputError) as caught:
        read_waivers(written(tmp_path, text))
    keys = [fault.key for fault in caught.value.faults]
    assert keys.count("waivers.missing") == 3
    assert {"waivers.bad_date", "waivers.unknown_field"} <= set(keys)
    assert "waiver 2" in str(caught.value)


@pytest.mark.parametrize("text", ["[[waiver", "waiver = 3", "[[waiver]]\n"])
def test_what_is_no_waiver_is_refused(text, tmp_path):
    with pytest.raises(InputError, match=r"waivers\.toml"):
        read_waivers(written(tmp_path, text))


def test_a_waiver_given_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="repeats"):
        read_waivers(written(tmp_path, GOOD + GOOD))


def test_a_waived_finding_stays_and_counts_no_more():
    report = with_waivers(tower_result().report, [signed()])
    assert tower() in report.violations
    assert report.is_waived(tower())
    assert report.waiver(tower()).signer == "Bureau"


def test_a_waiver_without_a_finding_is_said():
    report = with_waivers(tower_result().report, [signed(code="330411001001999")])
    assert "waivers.no_finding" in {note.key for note in report.notes}


def test_a_rule_that_the_policy_lacks_is_refused():
    with pytest.raises(InputError, match="BH-01"):
        with_waivers(tower_result().report, [signed(rule="BH-01")])


def test_a_must_allows_no_exception():
    from dataclasses import replace

    report = tower_result().report
    verdicts = tuple(
        replace(v, strength="must") if v.rule == "XZ-05" else v for v in report.verdicts
    )
    found = with_waivers(replace(report, verdicts=verdicts), [signed()])
    assert not found.is_waived(tower())
    assert found.waiver(tower()) is not None
    assert "waivers.must" in {note.key for note in found.notes}


def test_waivers_are_kept_in_the_plan_document(tmp_path):
    from dataclasses import replace

    result = tower_result()
    result = replace(result, report=with_waivers(result.report, [signed()]))
    write_document(result, tmp_path / "plan.gpkg", language="en")
    assert read_document(tmp_path).report.waivers == (signed(),)
