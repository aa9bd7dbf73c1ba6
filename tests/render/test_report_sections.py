"""The sections of the report: a reader gets from finding to clause to place on the map."""

import re
from dataclasses import replace
from functools import cache

import pytest

from gridplan.check import check_plan
from gridplan.model import Waiver
from gridplan.policy import load_profile, profile_ids, rules_of
from gridplan.render import report_html
from gridplan.studies import dossier_of
from gridplan.text import LANGUAGES
from gridplan.waivers import with_waivers
from tests.render.test_report import Text
from tests.render.worlds import small_result, tower_result
from tests.studies import test_bases, test_stages

SECTIONS = ("rules", "levels", "findings", "waivers", "coverage", "stages", "staffing", "quality",
            "assumptions", "inputs", "params")  # fmt: skip


@cache
def under(profile):
    """Return the town with the tower under another policy."""
    result, policy = tower_result(), load_profile(profile)
    report = check_plan(result.area, result.units, result.land, result.plans, policy, result.params)
    return replace(result, report=report, profile=policy)


def words(result, language="en", **options):
    return " ".join(Text(report_html(result, language, **options)).words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("profile", profile_ids())
def test_every_rule_of_every_policy_stands_in_the_register(profile, language):
    page = report_html(under(profile), language)
    for rule in rules_of(load_profile(profile)):
        assert rule.id in page
        assert rule.clause in page
    assert not re.search(r"\{\w*\}", " ".join(Text(page).words))


def test_contents_lead_to_their_sections():
    page = report_html(small_result(), "en")
    ids = set(re.findall(r'id="([a-z]+)"', page))
    assert set(SECTIONS) <= ids
    wanted = {link[1:] for link in Text(page).links if link.startswith("#")}
    assert wanted
    assert wanted <= ids


def test_a_broken_rule_comes_first_with_value_limit_and_place():
    page = report_html(tower_result(), "en")
    register = page[page.index('id="rules"') : page.index('id="levels"')]
    assert register.index("XZ-05") < register.index("XZ-02")
    row = register[register.index("XZ-05") :].split("</tr>")[0]
    assert "120 households" in row
    assert "80 households" in row
    assert "map.html#zone=33041100100100" in row


def test_a_rule_that_cannot_be_judged_names_what_is_missing():
    text = words(small_result())
    assert "Cannot be judged from these data" in text
    assert "records of meetings" in text


@pytest.mark.parametrize(
    ("profile", "language", "facts"),
    [
        ("panzhihua-2015", "zh", ["攀委发〔2015〕10号", "2015-06-24", "正式文件"]),
        ("xiuzhou-2023", "en", ["not printed in the document"]),
        ("hangzhou-2017", "en", ["draft for comment", "Draft policy: for information"]),
        ("national-2026", "zh", ["施行日期： 2026-01-01"]),
    ],
)
def test_the_cover_says_what_the_policy_is(profile, language, facts):
    text = words(under(profile), language)
    assert [fact for fact in facts if fact not in text] == []


def test_a_basis_that_nobody_states_is_marked():
    assert "Basis of households not stated" in words(small_result())
    assert "Basis of households not stated" not in words(test_bases.result())
    assert "registered households" in words(test_bases.result())


def test_there_is_room_to_sign():
    text = words(small_result(), "zh")
    assert [word for word in ("编制", "审核", "批准") if word not in text] == []


@cache
def signed():
    result = tower_result()
    tower = next(v for v in result.report.violations if v.rule == "XZ-05")
    waivers = [
        Waiver("XZ-05", tower.code, "cannot be <divided>", "Bureau of Hu & Co", "2026-03-01"),
        Waiver("XZ-05", "330411001001999", "none", "Bureau", "2026-03-02"),
    ]
    return replace(result, report=with_waivers(result.report, waivers))


def test_a_waived_finding_stays_and_says_who_signed():
    page = report_html(signed(), "en")
    assert "Waived by Bureau of Hu &amp; Co, 2026-03-01: cannot be &lt;divided&gt;" in page
    text = words(signed())
    assert "settles a finding" in text
    assert "no finding there" in text
    assert "XZ-05" in page[page.index('id="findings"') :]


def test_without_waivers_the_section_says_so():
    assert "Nobody has signed for an exception." in words(small_result())


def test_stages_and_milestones():
    text = words(test_stages.estate(0.4))
    assert "No plan can" in text
    assert "set up a community management committee" in text
    assert "due now" in text
    text = words(test_stages.estate(float("nan")))
    assert "Nobody says how many have moved in" in text


def test_posts_name_rule_number_and_assumption():
    text = words(small_result())
    assert "1+3+N" in text
    assert "households times 3.5 persons" in text
    assert "asks for no posts" in words(under("national-2026"))


def test_comparisons_are_there_where_they_were_asked_for():
    result = test_bases.result()
    assert 'id="bases"' not in report_html(result, "en")
    dossier = dossier_of(result, has_bases=True, has_policies=True)
    page = report_html(result, "en", dossier=dossier)
    assert 'id="bases"' in page
    assert 'id="policies"' in page
    text = " ".join(Text(page).words)
    assert "resident households" in text
    assert "A grid of 480 passes in Xiuzhou and fails in Binhai." in text
    lonely = dossier_of(small_result(), has_bases=True)
    assert "nothing to compare" in words(small_result(), dossier=lonely)


def test_a_rule_that_no_document_states_has_a_name():
    text = words(under("jiangsu-2021"), "zh")
    assert "本次设定规模" in text
    assert "microgrid-size" not in text


def test_a_share_is_written_in_percent_wherever_it_stands():
    result = under("xiuzhou-2023")
    units = {verdict.rule: verdict.unit for verdict in result.report.verdicts}
    broken = [v for v in result.report.violations if units.get(v.rule) == "share"]
    assert broken
    page = report_html(result, "en")
    findings = page[page.index('id="findings"') : page.index('id="waivers"')]
    row = findings[findings.index(broken[0].rule) :].split("</tr>")[0]
    assert row.count("%</td>") == 2
