"""Proposals for a town: walks as coverage gives them, gains that add up, mistakes explained."""

from dataclasses import replace
from itertools import combinations

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gridplan.coverage import measure_coverage
from gridplan.errors import GridplanError, InfeasibleError, InputError, ParamError
from gridplan.siting import SitingParams, site
from gridplan.siting.ask import find_facility
from gridplan.testing.worlds import CRS
from tests.siting.towns import at, services, town, usual_town


def ask(result=None, category="pharmacy", add=None, **params):
    return site(result or usual_town(), category, add=add, params=SitingParams(**params))


def metres_with(result, points):
    """Measure coverage by pharmacies at the existing ones and at *points*."""
    old = result.area.services
    new = services([(0, 0)] * len(points))
    new["service_id"] = [f"new{i}" for i in range(len(points))]
    new = new.set_geometry(list(points), crs=CRS)
    both = pd.concat([old, new[["service_id", "category", "name", "geometry"]]])
    area = replace(result.area, services=both)
    coverage = measure_coverage(area, result.units, result.params)
    return coverage.metres[:, coverage.ids.index("pharmacy")]


@pytest.mark.parametrize("method", ["max-cover", "p-median"])
def test_walks_are_those_coverage_gives_once_the_sites_are_built(method):
    result = usual_town()
    found = ask(add=3, method=method)
    there = metres_with(result, [shapely.Point(s.candidate.xy_m) for s in found.sites])
    there = np.where(there > found.limit_m, np.inf, there)
    np.testing.assert_allclose(found.metres_after, there, rtol=0, atol=1e-6)
    assert np.isfinite(there).any()


def test_what_exists_is_measured_as_coverage_does():
    result = usual_town()
    now = result.coverage.metres[:, result.coverage.ids.index("pharmacy")]
    found = ask(add=1)
    now = np.where(now > found.limit_m, np.inf, now)
    np.testing.assert_allclose(found.metres_before, now, rtol=0, atol=1e-6)
    assert found.n_existing == 1


def test_no_pair_of_places_covers_more():
    result = town(seed=3, n_others=5)
    found = ask(result, add=2)
    households = result.units.households
    places = [c for c in found.candidates if not c.is_existing]
    walks = {c.id: metres_with(result, [shapely.Point(c.xy_m)]) for c in places}
    best = max(
        households[np.minimum(walks[a.id], walks[b.id]) <= found.reach_m].sum()
        for a, b in combinations(places, 2)
    )
    assert found.households_after == best
    assert found.is_proven


@pytest.mark.parametrize("params", [{}, {"method": "p-median"}, {"capacity": 60}])
def test_gains_of_the_sites_add_up(params):
    found = ask(add=4, **params)
    assert sum(s.households_gained for s in found.sites) == found.households_gained
    assert sum(s.worth for s in found.sites) == pytest.approx(found.objective)
    assert [s.rank for s in found.sites] == list(range(1, len(found.sites) + 1))
    worth = [s.worth for s in found.sites]
    assert worth == sorted(worth, reverse=True)


def test_the_median_saves_the_walking_it_says():
    found = ask(add=3, method="p-median")
    households = usual_town().units.households
    now, then = (
        np.minimum(m, found.limit_m) @ households for m in (found.metres_before, found.metres_after)
    )
    assert now - then == pytest.approx(found.objective)
    assert found.mean_metres_after == pytest.approx(then / households.sum())


def test_more_sites_never_cover_fewer():
    covered = [ask(add=n).households_after for n in (1, 2, 3, 5, 8)]
    assert covered == sorted(covered)


def test_the_fewest_sites_reach_the_target_and_one_fewer_does_not():
    found = ask(method="set-cover", target_share=0.7)
    assert found.share(found.households_after) >= 0.7
    assert found.households_after == ask(add=len(found.sites)).households_after
    fewer = ask(add=len(found.sites) - 1)
    assert fewer.share(fewer.households_after) < 0.7
    assert found.bound == len(found.sites)


@pytest.mark.parametrize("capacity", [None, 50])
def test_a_target_that_is_reached_already_takes_no_site(capacity):
    found = ask(method="set-cover", target_share=0.01, capacity=capacity)
    assert found.sites == ()
    assert "already" in " ".join(note.text("en") for note in found.notes)


def test_no_site_serves_more_than_its_capacity():
    found = ask(add=3, capacity=50)
    assert [s.households_served <= 50 for s in found.sites] == [True] * 3
    assert found.households_gained <= 150


def test_small_sites_reach_a_target_in_greater_number():
    wide = ask(method="set-cover", target_share=0.4)
    small = ask(method="set-cover", target_share=0.4, capacity=60)
    assert small.share(small.households_after) >= 0.4
    assert len(small.sites) > len(wide.sites)
    assert small.is_proven


def test_households_beyond_reach_are_gained_once():
    found = ask(add=3)
    households = usual_town().units.households
    is_new = (found.metres_after <= found.reach_m) & (found.metres_before > found.reach_m)
    assert households[is_new].sum() == found.households_gained


def test_candidates_are_other_buildings_and_land_one_can_build_on():
    sources = {c.source for c in ask(add=1).candidates}
    names = {c.name for c in ask(add=1).candidates}
    assert sources == {"building", "special", "service"}
    assert "育才小学" in names
    assert "water" not in names


def test_public_green_is_left_green_and_land_without_a_name_is_said_plainly():
    result = usual_town()
    special = result.area.special.assign(kind=["park", "civic_centre"], name="")
    changed = replace(result, area=replace(result.area, special=special))
    names = {c.name for c in ask(changed, add=1).candidates if c.source == "special"}
    assert names == {"civic centre"}


def test_a_building_of_unknown_use_is_a_candidate_where_nobody_lives():
    result = usual_town()
    unknown = result.area.buildings.assign(use="")
    found = ask(replace(result, area=replace(result.area, buildings=unknown)), add=1)
    assert {c.id for c in found.candidates} == {c.id for c in ask(add=1).candidates}
    assert any(note.key == "siting.use_unknown" for note in found.notes)


def test_a_layer_of_the_user_is_looked_at_alone():
    layer = geopandas.GeoDataFrame(
        {"name": ["东", "西"]}, geometry=[shapely.Point(*at(p)[0]) for p in [(800, 10), (200, 10)]],
        crs=CRS,
    )  # fmt: skip
    found = ask(add=1, candidates=layer.to_crs("EPSG:4326"))
    assert {c.name for c in found.candidates if not c.is_existing} == {"东", "西"}


def test_streets_offer_a_point_every_hundred_metres():
    found = ask(add=1, candidates=("streets",))
    assert found.n_candidates == 12 * 10


def test_many_candidates_are_thinned_to_the_largest_nearby():
    found = ask(add=1, candidates=("streets",), max_candidates=30)
    assert found.n_candidates <= 30
    assert any(note.key == "siting.thinned" for note in found.notes)


def test_the_order_of_the_data_does_not_matter():
    result = usual_town()
    area = result.area
    order = np.random.default_rng(1).permutation(len(area.buildings))
    shuffled = replace(area, buildings=area.buildings.iloc[order], roads=area.roads.iloc[::-1])
    again = ask(replace(result, area=shuffled), add=3)
    assert [s.candidate.id for s in again.sites] == [s.candidate.id for s in ask(add=3).sites]


def test_dense_and_well_connected_places_rank_first():
    found = ask(add=1)
    best, worst = found.candidates[0], found.candidates[-1]
    assert best.rank == 1
    assert best.score > worst.score
    assert best.households_reached >= worst.households_reached
    assert best.street_m >= worst.street_m


def test_street_within_reach_is_counted_by_hand():
    """A place at a street corner of the middle: arms of 330 m less the part beyond."""
    result = usual_town()
    corner = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(*at((400, 400))[0])],
                                    crs=CRS)  # fmt: skip
    found = ask(result, add=1, candidates=corner)
    (place,) = [c for c in found.candidates if not c.is_existing]
    # four arms of 200 m; from each of their ends, 130 m into three further streets
    assert place.street_m == pytest.approx(4 * 200 + 4 * 3 * 130)


def test_the_siting_rule_of_the_profile_is_cited():
    result = town(pharmacies=((0, -5),))
    found = ask(result, "service_center", add=1, is_none_assumed=True)
    (note,) = [note for note in found.notes if note.key == "siting.standing"]
    assert note.values["rule"] == "XZ-14"
    assert "二(五)1" in note.text("zh")


@pytest.mark.parametrize(
    ("kind", "question", "words"),
    [
        (ParamError, {"category": "spaceport", "add": 1}, "pharmacy"),
        (ParamError, {"add": 0}, "--add"),
        (ParamError, {}, "--add"),
        (ParamError, {"add": 1, "method": "guess"}, "p-median"),
        (ParamError, {"method": "set-cover"}, "--target-share"),
        (ParamError, {"method": "set-cover", "target_share": 1.5}, "--target-share"),
        (ParamError, {"method": "set-cover", "target_share": 0.5, "add": 2}, "--add"),
        (ParamError, {"add": 1, "target_share": 0.5}, "set-cover"),
        (ParamError, {"add": 1, "capacity": 0}, "--capacity"),
        (ParamError, {"add": 1, "minutes": 0.0}, "--minutes"),
        (ParamError, {"add": 1, "mode": "flying"}, "radius"),
        (ParamError, {"add": 1, "mode": "radius", "minutes": 5.0}, "--minutes"),
        (ParamError, {"add": 1, "candidates": ("moon",)}, "buildings"),
        (InputError, {"category": "kindergarten", "add": 1}, "--assume-none"),
        (InfeasibleError, {"method": "set-cover", "target_share": 1.0, "minutes": 0.6}, "reach"),
    ],
)
def test_a_mistake_is_named_with_its_remedy_in_both_languages(kind, question, words):
    with pytest.raises(GridplanError) as caught:
        ask(**question)
    assert type(caught.value) is kind
    (fault,) = caught.value.faults
    assert words in fault.text("en")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in fault.text("zh"))


def test_a_town_without_other_buildings_needs_other_candidates():
    result = town(n_others=0)
    bare = replace(result, area=replace(result.area, special=result.area.special.iloc[:0]))
    with pytest.raises(InputError, match="--candidates streets"):
        ask(bare, add=1)


@pytest.mark.parametrize("name", ["pharmacy", "Pharmacy", "药店", "pharm"])
def test_names_of_a_category_are_understood(name):
    assert ask(category=name, add=1).category == "pharmacy"


def test_part_of_a_name_is_understood_where_it_belongs_to_one_category_alone():
    catalog = usual_town().coverage.catalog
    assert find_facility(catalog, "党群服务中心").id == "service_center"
    with pytest.raises(ParamError, match="school"):
        find_facility(catalog, "school")


def test_the_radius_of_the_catalog_can_judge_instead_of_minutes():
    found = ask(add=1, mode="radius")
    assert (found.mode, found.reach_m) == ("radius", 300.0)
