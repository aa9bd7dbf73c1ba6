"""One plan under all policies: the small town, cut for Xiuzhou."""

from dataclasses import replace

from gridplan.model import Plan, Zone
from gridplan.policy import load_profile, profile_ids, rules_of
from gridplan.studies import study_policies
from gridplan.studies.policies import CONFLICTS
from gridplan.text import LANGUAGES, say
from tests.small import small_result


def test_every_policy_reads_the_plan_once():
    study = study_policies(small_result())
    assert [one.profile.id for one in study.readings] == list(profile_ids())
    for one in study.readings:
        assert sum(one.counts.values()) == len(rules_of(one.profile))


def test_480_households_pass_in_xiuzhou_and_fail_in_binhai():
    """Two grids of 480: within 500, and far from 300."""
    result = small_result()
    community, old = result.plans[:2]
    half = result.units.xy_m[:, 0] > result.units.xy_m[:, 0].mean()
    special = [zone for zone in old.zones if zone.kind == "special"]
    labels = half.astype(int)
    labels[result.units.special >= 0] = 2
    code = community.codes[0]
    zones = (Zone(code + "001", parent=0), Zone(code + "002", parent=0), special[0])
    grid = Plan("grid", labels, zones, community)
    study = study_policies(replace(result, plans=(community, grid)))
    found = [one for one in study.disputes if one.level == "grid"]
    assert [one.households for one in found] == [480, 480]
    assert found[0].fits == {"binhai-2023": False, "xiuzhou-2023": True}


def test_every_conflict_names_rules_that_exist_and_is_said_in_both_languages():
    for name, rules in CONFLICTS.items():
        assert len(rules) > 1
        for profile, ids in rules.items():
            assert set(ids) <= {rule.id for rule in rules_of(load_profile(profile))}
        assert all(say(language, f"studies.conflict_{name}") for language in LANGUAGES)
