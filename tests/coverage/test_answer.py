"""Answers worked by hand on one street.

Five houses stand at 20, 60, 100, 140 and 180 m along the street, 20 m from it, with 10, 0, 30,
40 and 20 households; the pharmacy is at 20 m, the supermarket at 1,100 m. So the walks are::

    pharmacy      20    60   100   140   180 m
    supermarket 1,100 1,060 1,020   980   940 m

At 66 m per minute 15 minutes are 990 m: the last two houses, 60 of 100 households, reach both.
"""

from dataclasses import replace

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.coverage import answer_coverage, building_completeness, measure_coverage
from gridplan.coverage.shares import gini, lorenz_curve
from gridplan.model import Plan, Zone
from gridplan.params import CoverageParams, Params
from gridplan.policy import load_profile, read_catalog, shipped_catalog
from gridplan.testing.worlds import CRS
from tests.coverage.worlds import at, services, street

SHOPS = {"pharmacy": [(20, 0)], "supermarket": [(1100, 0)]}


def answers_of(shops=SHOPS, *, plans=(), profile=None, catalog=None, areas=None, **params):
    places = services(**shops)
    if areas is not None:
        places["area_m2"] = areas
    area, units = street(households=[10, 0, 30, 40, 20], services=places)
    coverage = measure_coverage(
        area, units, Params(coverage=CoverageParams(**params)), catalog=catalog
    )
    found = answer_coverage(area, units, coverage, plans=plans, profile=profile)
    return coverage, found, {answer.category: answer for answer in found.categories}


def test_only_categories_with_data_are_judged_and_the_others_are_listed():
    _, found, _ = answers_of()
    assert found.judged == ("pharmacy", "supermarket")
    assert "kindergarten" in found.left_out["no_data"]
    assert found.left_out["off_network"] == ()


def test_all_and_completeness_are_weighted_by_households():
    _, found, _ = answers_of()
    assert found.share_all == pytest.approx(0.6)
    assert found.completeness == pytest.approx((100 + 60) / 200)
    assert found.n_met.tolist() == [1, 1, 1, 2, 2]


def test_the_lorenz_curve_and_its_gini():
    """40 households reach one category, 60 reach two: 40 of 160."""
    _, found, _ = answers_of()
    np.testing.assert_allclose(found.lorenz, [[0, 0], [0.4, 0.25], [1, 1]])
    assert found.gini == pytest.approx(1 - (0.4 * 0.25 + 0.6 * 1.25))


def test_equal_shares_have_no_inequality():
    assert gini(lorenz_curve(np.array([3, 3, 3]), np.array([1, 5, 2]))) == pytest.approx(0)
    assert gini(lorenz_curve(np.array([0, 0]), np.array([1, 5]))) is None


def test_bands_of_metres_need_no_search():
    _, _, by = answers_of()
    assert by["supermarket"].share_bands == {800.0: 0.0, 1000.0: 0.6, 1200.0: 1.0}


def test_mean_and_percentile_in_metres():
    _, _, by = answers_of()
    mean_m = (10 * 1100 + 30 * 1020 + 40 * 980 + 20 * 940) / 100
    assert by["supermarket"].mean_m == pytest.approx(mean_m)
    assert by["supermarket"].p95_m == pytest.approx(1100)


def test_the_minutes_and_the_radius_of_a_text_are_shown_beside_the_verdict():
    """A pharmacy: 8 minutes, 528 m, and 300 m; a supermarket: 15 minutes and 800 m."""
    _, _, by = answers_of()
    assert (by["pharmacy"].share_walk, by["pharmacy"].share_radius) == (1.0, 1.0)
    assert by["supermarket"].share_walk == pytest.approx(0.6)
    assert by["supermarket"].share_radius == 0.0


def test_an_elderly_pace_serves_fewer():
    """An adult's 15 minutes are 1,200 m, all; an elderly person's 900 m, none."""
    _, found, by = answers_of()
    assert found.elderly_gap == pytest.approx(1.0)
    assert by["supermarket"].elderly_gap == pytest.approx(1.0)
    assert by["pharmacy"].elderly_gap == pytest.approx(0.0)
    assert by["kindergarten"].elderly_gap is None


def test_sensitivity_counts_the_households_whose_verdict_changes():
    _, found, _ = answers_of()
    rows = {(item.test, item.id): item for item in found.sensitivity}
    assert rows["time", "default"].n_changed == 0
    assert (rows["time", "adult"].share_all, rows["time", "adult"].n_changed) == (1.0, 40)
    assert (rows["time", "wheelchair"].share_all, rows["time", "wheelchair"].n_changed) == (0, 60)
    assert rows["distance", "1000"].n_changed == 0
    assert rows["radius", "1"].shares == {"pharmacy": 1.0, "supermarket": 0.0}


def test_a_walk_that_was_not_followed_so_far_is_unknown_not_zero():
    area, units = street(households=10, services=services(**SHOPS))
    coverage = replace(measure_coverage(area, units, Params()), search_limit_m=990.0)
    found = answer_coverage(area, units, coverage)
    assert found.categories[coverage.ids.index("supermarket")].share_bands[1200.0] is None
    adult = next(item for item in found.sensitivity if item.id == "adult")
    assert (adult.share_all, adult.n_changed) == (None, None)
    assert found.elderly_gap is None


def test_the_radius_test_judges_by_radius_and_says_so():
    coverage, found, by = answers_of(mode="radius")
    assert found.mode == "radius"
    assert (by["pharmacy"].limit_m, by["supermarket"].limit_m) == (300.0, 800.0)
    assert (found.share_all, found.completeness) == (0.0, 0.5)
    assert {"coverage.radius_mode"} <= {note.key for note in coverage.notes}
    assert "coverage.time_mode" not in {note.key for note in coverage.notes}


def test_a_radius_that_nobody_verified_is_shown_and_judges_nobody():
    shops = {**SHOPS, "kindergarten": [(20, 0)], "repair": [(20, 0)]}
    coverage, found, by = answers_of(shops, mode="radius")
    assert found.left_out["unverified"] == ("kindergarten",)
    assert found.left_out["no_limit"] == ("repair",)
    assert found.judged == ("pharmacy", "supermarket")
    assert by["kindergarten"].share_radius == 1.0
    notes = {note.key: note.ids for note in coverage.notes}
    assert notes["coverage.radius_unverified"] == ("kindergarten",)


def test_a_radius_that_a_person_checked_decides():
    text = shipped_catalog().source_text
    old = 'evidence       = { radius = { source = "gb50180-2018", verified = "second-hand" }'
    assert old in text
    checked = read_catalog(text.replace(old, old.replace("second-hand", "checked"), 1))
    _, found, _ = answers_of({"kindergarten": [(20, 0)]}, mode="radius", catalog=checked)
    assert found.judged == ("kindergarten",)


def test_households_beyond_the_limit_are_told_by_reason():
    """B00 to B02 reach the bank's street, B03 stands on an island, B04 far from any street."""
    main, island = [(-500, 0), (110, 0)], [(139, 40), (139, 500)]
    area, units = street(main, island, services=services(pharmacy=[(-400, 0)]))
    params = Params(coverage=CoverageParams(max_snap_unit_m=15.0, limit_minutes=7.0))
    coverage = measure_coverage(area, units, params)
    found = answer_coverage(area, units, coverage)
    pharmacy = found.categories[coverage.ids.index("pharmacy")]
    # 440, 480 and 520 m against 462 m
    assert pharmacy.unmet == {"too_far": 20, "island": 10, "off_network": 10}
    assert [b.building_id for b in pharmacy.farthest] == ["B02", "B01", "B00"]


def test_the_worst_buildings_stand_by_name():
    _, found, by = answers_of()
    assert [(b.building_id, b.n_met) for b in found.worst] == [("B02", 1), ("B00", 1)]
    far = by["supermarket"].farthest
    assert [b.building_id for b in far] == ["B00", "B02", "B03", "B04"]  # B01 is empty
    assert far[0].metres == pytest.approx(1100)


def test_zones_are_scored_at_every_level():
    zones = (Zone("000000000001001"), Zone("000000000001002"), Zone("000000000001003"))
    grid = Plan("grid", np.array([0, 2, 0, 1, 1]), zones)
    _, found, _ = answers_of(plans=(grid,))
    west, east, empty = found.zones["grid"]
    assert (west.households, west.completeness, west.share_all) == (40, 0.5, 0.0)
    assert (east.households, east.completeness, east.share_all) == (60, 1.0, 1.0)
    assert (empty.households, empty.completeness, empty.share_all) == (0, None, None)
    assert west.shares == {"pharmacy": 1.0, "supermarket": 0.0}


def test_without_plans_the_communities_are_scored():
    _, found, _ = answers_of()
    (whole,) = found.zones["community"]
    assert whole.completeness == found.completeness
    assert whole.share_all == found.share_all


def test_the_floor_of_a_community_is_held_against_policy_and_quota():
    """100 households owe 750 m2 of the center (XZ-15) and 30 m2 of services; it has 100 m2."""
    shops = {"service_center": [(60, 20)], "nursery": [(60, 20)]}
    _, found, _ = answers_of(shops, profile=load_profile("xiuzhou-2023"), areas=[100.0, np.nan])
    rows = {item.id: item for item in found.floors if item.community_code}
    assert (rows["XZ-15"].area_m2, rows["XZ-15"].required_m2) == (100.0, 750.0)
    assert rows["XZ-15"].is_enough is False
    quota = rows["community_service_floor"]
    assert (quota.n_services, quota.n_without_area, quota.per_100_households_m2) == (2, 1, 100.0)
    assert (quota.required_m2, quota.target_m2, quota.is_enough) == (30.0, 80.0, True)


def test_floor_that_is_short_only_for_want_of_numbers_is_not_called_short():
    shops = {"service_center": [(60, 20), (100, 20)]}
    _, found, _ = answers_of(shops, profile=load_profile("xiuzhou-2023"), areas=[100.0, np.nan])
    assert next(item for item in found.floors if item.id == "XZ-15").is_enough is None


def test_a_service_outside_the_community_is_walked_to_but_its_floor_is_not_counted():
    _, found, by = answers_of(
        {"service_center": [(220, 0)]}, profile=load_profile("xiuzhou-2023"), areas=[900.0]
    )
    assert by["service_center"].share_met == 1.0
    row = next(item for item in found.floors if item.id == "XZ-15")
    assert (row.n_services, row.area_m2, row.is_enough) == (0, None, None)


def test_without_households_or_services_there_is_nothing_to_tell():
    area, units = street(households=0, services=services(**SHOPS))
    found = answer_coverage(area, units, measure_coverage(area, units, Params()))
    assert (found.share_all, found.completeness, found.gini) == (None, None, None)
    area, units = street()
    found = answer_coverage(area, units, measure_coverage(area, units, Params()))
    assert (found.judged, found.share_all, found.worst) == ((), None, ())
    assert all(answer.share_met is None for answer in found.categories)


def test_the_order_of_rows_changes_no_answer():
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**SHOPS))
    turned = replace(area, services=area.services.iloc[::-1], roads=area.roads.iloc[::-1])
    one, two = (
        answer_coverage(a, units, measure_coverage(a, units, Params())) for a in (area, turned)
    )
    assert one.categories == two.categories
    assert one.sensitivity == two.sensitivity
    assert one.zones == two.zones


def test_land_of_a_park_is_the_area_of_its_polygon():
    park = shapely.box(220, -100, 320, 0)
    _, found, _ = answers_of({"park": [park]})
    row = next(item for item in found.floors if item.id == "park")
    assert row.area_m2 == pytest.approx(10_000)


def test_communities_without_a_border_around_a_service_do_not_count_it():
    places = geopandas.GeoDataFrame(
        {"service_id": ["s"], "category": ["pharmacy"], "area_m2": [50.0]},
        geometry=[shapely.Point(*at((5000, 0))[0])],
        crs=CRS,
    )
    area, units = street(services=places)
    found = answer_coverage(area, units, measure_coverage(area, units, Params()))
    assert [item.area_m2 for item in found.floors if not item.community_code] == [50.0]


def test_a_building_scores_as_its_households_do():
    """Two stairwells of one building with 30 and 10 households, an empty building, and land."""
    _, units = street(n_houses=4)
    units = replace(
        units, building=[0, 0, 1, -1], households=np.array([30, 10, 0, 0]), kind=units.kind
    )
    is_met = np.array([[True, True], [True, False], [True, False], [False, False]])
    expected = [(30 * 1 + 10 * 0.5) / 40] * 2 + [0.5, 0.0]
    np.testing.assert_allclose(building_completeness(units, is_met), expected)


def test_gates_that_nobody_knows_bracket_the_verdict():
    """With 100 m more the supermarket is 1,080 and 1,040 m from the 60 households it served."""
    area, units = street(households=[10, 0, 30, 40, 20], services=services(**SHOPS))
    coverage = measure_coverage(area, units, Params())
    worse = replace(coverage, pessimistic_m=coverage.metres + 100)
    found = [s for s in answer_coverage(area, units, worse).sensitivity if s.test == "gates"]
    best, worst = found
    assert (best.id, best.share_all, best.n_changed) == ("optimistic", pytest.approx(0.6), 0)
    assert (worst.id, worst.share_all, worst.n_changed) == ("pessimistic", 0.0, 60)
    assert not [s for s in answer_coverage(area, units, coverage).sensitivity if s.test == "gates"]


places = st.lists(st.tuples(st.integers(-400, 1500), st.integers(-60, 60)), min_size=1, max_size=4)
counts = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any)


@settings(max_examples=15)
@given(counts, places, places)
def test_answers_add_up_in_any_street(households, pharmacies, supermarkets):
    area, units = street(
        households=households, services=services(pharmacy=pharmacies, supermarket=supermarkets)
    )
    coverage = measure_coverage(area, units, Params())
    zones = tuple(Zone(f"00000000000100{k}") for k in range(2))
    grid = Plan("grid", np.array([0, 1, 0, 1, 1]), zones)
    found = answer_coverage(area, units, coverage, plans=(grid,))
    total = sum(households)
    for answer in found.categories:
        if answer.is_judged:
            served = total - sum(answer.unmet.values())
            assert answer.share_met == pytest.approx(served / total)
            bands = list(answer.share_bands.values())
            assert bands == sorted(bands)
    parts = [zone for zone in found.zones["grid"] if zone.households]
    mean = sum(zone.completeness * zone.households for zone in parts) / total
    assert found.completeness == pytest.approx(mean)
    assert found.share_all <= found.completeness + 1e-12
    by_speed = sorted((s.value, s.share_all) for s in found.sensitivity if s.test == "time")
    assert [share for _, share in by_speed] == sorted(share for _, share in by_speed)
    assert found.elderly_gap >= 0
    assert found.gini is None or 0 <= found.gini < 1
