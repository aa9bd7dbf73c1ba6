"""Which levels a run plans, and in which band."""

import pytest

from gridplan.errors import ParamError
from gridplan.params import Band
from gridplan.policy import band_for, levels_to_plan, load_profile


@pytest.mark.parametrize(
    ("name", "bands", "levels"),
    [
        ("xiuzhou-2023", {}, ("grid", "microgrid")),
        ("binhai-2023", {}, ("grid",)),
        ("hangzhou-2017", {}, ("grid",)),
        ("binhai-2023", {"microgrid": Band(50, 80)}, ("grid", "microgrid")),
        ("xiuzhou-2023", {"community": Band(1000, 2000)}, ("grid", "microgrid")),
    ],
)
def test_a_run_plans_the_levels_that_profile_or_flags_name(name, bands, levels):
    assert levels_to_plan(load_profile(name), bands) == levels


def test_a_band_for_a_level_there_is_not_is_refused():
    with pytest.raises(ParamError, match="no level 'block': a band is for community, grid, micro"):
        levels_to_plan(load_profile("xiuzhou-2023"), {"block": Band(1, 2)})


@pytest.mark.parametrize(
    ("name", "level", "kind", "overrides", "band", "rule", "is_assumed"),
    [
        ("xiuzhou-2023", "grid", "ordinary", {}, "0:500", "XZ-02", False),
        ("xiuzhou-2023", "grid", "merged", {}, "200:300:250", "XZ-03", False),
        ("xiuzhou-2023", "grid", "merged", {"grid": Band(1, 9)}, "1:9", None, False),
        ("jiangsu-2021", "grid", "ordinary", {}, "200:500", None, True),
        ("jiangsu-2021", "community", "ordinary", {}, "0:", None, False),
    ],
)
def test_flag_before_policy_before_assumption(name, level, kind, overrides, band, rule, is_assumed):
    found = band_for(load_profile(name), level, kind, overrides)
    assert str(found.band) == band
    assert (found.rule and found.rule.rule) == rule
    assert found.is_assumed == is_assumed
