import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridplan.coverage import catalog, measure_coverage, prepare_walks, search_limit_m
from gridplan.coverage.classify import classify
from gridplan.params import CoverageParams, Params
from gridplan.testing.worlds import CRS
from tests.coverage.worlds import LEG_M, at, services, street, town_area, town_units
from tests.network import oracle

COLUMN = {facility.id: column for column, facility in enumerate(catalog())}


def measure(world, **params):
    area, units = world
    return measure_coverage(area, units, Params(coverage=CoverageParams(**params)))


def keys(coverage):
    return {note.key for note in coverage.notes}


def test_metres_go_from_door_to_door_along_the_street():
    coverage = measure(street(services=services(bank=[(220, 0), (-300, 5)])))
    expected = [220 - x + LEG_M for x in (20, 60, 100, 140, 180)]
    np.testing.assert_allclose(coverage.metres[:, COLUMN["bank"]], expected)


def test_shares_mean_and_percentile_are_weighted_by_households():
    """The bank is 20 + 20 m from B00 and 40 m farther from each next house."""
    world = street(households=[10, 0, 30, 40, 20], services=services(bank=[(0, 0)]))
    bank = measure(world, walk_m_per_min=40.0, report_minutes=(1.0, 3.0, 4.0)).categories[
        COLUMN["bank"]
    ]
    assert bank.shares == {1.0: 0.1, 3.0: 0.4, 4.0: 0.8, 15.0: 1.0}
    assert bank.mean_minutes == pytest.approx((10 * 1 + 30 * 3 + 40 * 4 + 20 * 5) / 100)
    assert bank.p95_minutes == 5.0
    assert sum(bank.unreached.values()) == 0


def test_a_category_without_services_has_no_data():
    coverage = measure(street(services=services(bank=[(0, 0)])))
    park = coverage.categories[COLUMN["park"]]
    assert (park.n_services, park.mean_minutes, park.p95_minutes) == (0, None, None)
    assert set(park.shares.values()) == {None}
    assert park.unreached["no_data"] == 50
    assert np.isnan(coverage.metres[:, COLUMN["park"]]).all()
    assert set(coverage.reason[:, COLUMN["park"]]) == {"no_data"}
    assert "coverage.no_data" in keys(coverage)


def test_walks_are_followed_to_twice_the_widest_circle():
    limit_m = search_limit_m(CoverageParams())
    assert limit_m == 2 * 15 * 66
    coverage = measure(street(services=services(bank=[(limit_m + 20 - LEG_M, 0)])))
    assert coverage.metres[0, COLUMN["bank"]] == pytest.approx(limit_m)
    bank = coverage.categories[COLUMN["bank"]]
    assert bank.shares[15.0] == 0.0
    assert bank.mean_minutes > 15.0
    far = measure(street(services=services(bank=[(limit_m + 90, 0)])))
    assert far.reason[:, COLUMN["bank"]].tolist() == ["too_far", "too_far", "too_far", "", ""]
    assert far.categories[COLUMN["bank"]].unreached["too_far"] == 30


def test_households_are_unreached_for_a_reason():
    """B00 to B02 stand on a street with a bank, B03 on an island, B04 far from any street."""
    main, island = [(-500, 0), (110, 0)], [(139, 40), (139, 500)]
    coverage = measure(street(main, island, services=services(bank=[(0, 0)])), max_snap_unit_m=15.0)
    bank = coverage.categories[COLUMN["bank"]]
    assert coverage.reason[:, COLUMN["bank"]].tolist() == ["", "", "", "island", "off_network"]
    assert bank.unreached == {"too_far": 0, "island": 10, "off_network": 10, "no_data": 0}
    assert {"coverage.units_on_island", "coverage.units_off_network"} <= keys(coverage)
    assert bank.shares[15.0] + sum(bank.unreached.values()) / 50 == pytest.approx(1.0)


def test_an_area_is_reached_at_its_edge():
    """The middle of the park is 500 m away, its nearest corner 200 m."""
    park = shapely.box(220, -300, 820, 0)
    coverage = measure(street(services=services(park=[park])))
    assert coverage.metres[0, COLUMN["park"]] == pytest.approx(200 + LEG_M)


def test_no_leg_crosses_the_canal_between_a_house_and_the_street():
    """A canal runs before the houses; the lane behind them leads round its western end."""
    lanes = [(-500, 0), (3000, 0)], [(-200, 0), (-200, 40), (250, 40)]
    canal = geopandas.GeoDataFrame(
        {"kind": ["water"]}, geometry=[shapely.LineString(at((-100, 5), (300, 5)))], crs=CRS
    )
    bank = services(bank=[(20, 0)])
    dry, wet = (measure(street(*lanes, services=bank, barriers=b)) for b in (None, canal))
    assert dry.metres[0, COLUMN["bank"]] == pytest.approx(LEG_M)
    assert wet.metres[0, COLUMN["bank"]] == pytest.approx(20 + 220 + 40 + 220)


def test_units_without_households_get_their_metres_too():
    coverage = measure(street(households=0, services=services(bank=[(0, 0)])))
    assert np.isfinite(coverage.metres[:, COLUMN["bank"]]).all()
    bank = coverage.categories[COLUMN["bank"]]
    assert (bank.shares[15.0], bank.mean_minutes) == (None, None)


def test_without_roads_nothing_is_judged():
    coverage = measure(street(walkable=False, services=services(bank=[(0, 0)])))
    bank = coverage.categories[COLUMN["bank"]]
    assert (bank.n_services, bank.shares[15.0]) == (1, None)
    assert bank.unreached["off_network"] == 50
    assert {"network.no_roads", "coverage.category_off_network"} <= keys(coverage)


def test_without_services_every_category_is_no_data():
    coverage = measure(street())
    assert {"coverage.no_services", "coverage.no_data"} <= keys(coverage)
    assert set(coverage.reason.ravel()) == {"no_data"}
    assert [c.category for c in coverage.categories] == [f.id for f in catalog()]


def test_services_far_from_any_street_are_listed():
    coverage = measure(street(services=services(bank=[(0, 0), (0, 900)], bench=[(0, 900)])))
    (note,) = (n for n in coverage.notes if n.key == "coverage.services_off_network")
    assert note.ids == ("s1",)
    assert coverage.categories[COLUMN["bank"]].n_services == 2


def test_streets_and_services_that_end_at_the_homes_are_noted():
    ends = {"coverage.roads_end", "coverage.services_end"}
    assert ends <= keys(measure(street(services=services(bank=[(0, 0)]))))
    wide = [(-3000, -3000), (-3000, 0), (3000, 0), (3000, 3000)]
    around = services(bank=[(-2900, -2900), (2900, 2900)])
    assert not ends & keys(measure(street(wide, services=around)))


def test_notes_can_be_read_in_both_languages():
    worlds = (
        street(),
        street(walkable=False, services=services(bank=[(0, 0), (0, 900)], bench=[(1, 1)])),
    )
    for note in (note for world in worlds for note in measure(world).notes):
        assert note.text("zh")
        assert note.text("en")


places = st.lists(st.tuples(st.integers(-400, 900), st.integers(-60, 60)), min_size=1, max_size=6)


@settings(max_examples=12, deadline=None)
@given(places, st.tuples(st.integers(-400, 900), st.integers(-60, 60)))
def test_a_new_service_and_a_wider_circle_never_cover_fewer(banks, new):
    few = measure(street(services=services(bank=banks)))
    more = measure(street(services=services(bank=[*banks, new])))
    column = COLUMN["bank"]
    assert (more.metres[:, column] <= few.metres[:, column]).all()
    for coverage in (few, more):
        shares = list(coverage.categories[column].shares.values())
        assert shares == sorted(shares)
        slow = measure(street(services=services(bank=banks)), walk_m_per_min=40.0)
        assert slow.categories[column].shares[5.0] <= few.categories[column].shares[5.0]


@settings(max_examples=12, deadline=None)
@given(places, st.randoms(use_true_random=False))
def test_the_order_of_the_services_changes_nothing(banks, random):
    other = random.sample(banks, len(banks))
    one, two = (measure(street(services=services(bank=b))) for b in (banks, other))
    np.testing.assert_array_equal(one.metres, two.metres)


@pytest.mark.towns
@pytest.mark.parametrize("town", ["geneva", "shanghai_lujiazui"])
def test_a_real_town_equals_a_graph_cut_at_every_point(town):
    area = town_area(town)
    units = town_units(area)
    params = Params()
    coverage = measure_coverage(area, units, params)
    model = prepare_walks(area, units, classify(area.services).is_member, params.coverage)
    sample = np.random.default_rng(1).choice(len(units), 300, replace=False)
    columns = [COLUMN[name] for name in ("kindergarten", "pharmacy", "bank")]
    seeds = np.unique(np.concatenate([model.seeds_of(column) for column in columns]))
    targets = part(model.targets.snapping, seeds)
    graph = oracle.cut_graph(model.network, part(model.origins, sample), targets)
    limit_m = search_limit_m(params.coverage)
    for column in columns:
        chosen = np.searchsorted(seeds, model.seeds_of(column))
        expected = oracle.walk_metres(graph, 300, chosen, limit_m=limit_m)
        np.testing.assert_allclose(coverage.metres[sample, column], expected, rtol=0, atol=1e-6)
        assert np.isfinite(expected).mean() > 0.1


def part(snapping, points):
    """Keep the candidates of some points, numbered anew."""
    order = np.full(snapping.n_points, -1)
    order[points] = np.arange(len(points))
    keep = order[snapping.point] >= 0
    rows = np.argsort(order[snapping.point[keep]], kind="stable")
    columns = (
        a[keep][rows]
        for a in (order[snapping.point], snapping.edge, snapping.along_m, snapping.leg_m)
    )
    return type(snapping)(len(points), *columns)


@pytest.mark.towns
@pytest.mark.parametrize("town", ["taipei_zhongzheng", "vologda"])
def test_a_real_town_is_measured_whole(town):
    area = town_area(town)
    units = town_units(area)
    coverage = measure_coverage(area, units, Params())
    total = int(units.households.sum())
    for item, metres in zip(coverage.categories, coverage.metres.T, strict=True):
        unreached = units.households[~np.isfinite(metres)].sum()
        assert sum(item.unreached.values()) == unreached
        if item.n_services:
            within = units.households[metres / 66.0 <= 15.0].sum()
            assert item.shares[15.0] == pytest.approx(within / total)
