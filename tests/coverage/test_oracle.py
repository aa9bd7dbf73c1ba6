"""The sample town measured another way: a networkx graph with every snapped point as a node."""

import dataclasses
from functools import cache

import networkx as nx
import numpy as np
import shapely

import gridplan as gp
from gridplan.coverage import measure_walks
from gridplan.params import Params
from gridplan.units import build_units
from tests.network import oracle
from tests.places import SAMPLE


@cache
def town():
    area = gp.load(SAMPLE)
    units = build_units(area, Params())
    return area, units, *measure_walks(area, units, Params())


def without_walls(area):
    barriers = area.barriers[area.barriers["kind"] != "wall"]
    return dataclasses.replace(area, barriers=barriers, gates=area.gates.iloc[:0])


def test_minutes_of_the_sample_equal_those_of_a_graph_cut_at_every_point():
    _, units, coverage, model = town()
    graph = oracle.cut_graph(model.network, model.origins, model.targets.snapping)
    for column, category in enumerate(coverage.categories):
        if not category.n_services:
            assert np.isnan(coverage.minutes[:, column]).all()
            continue
        metres = oracle.walk_metres(
            graph, len(units), model.seeds_of(column), limit_m=coverage.search_limit_m
        )
        expected = metres / coverage.walk_m_per_min
        np.testing.assert_allclose(coverage.minutes[:, column], expected, rtol=0, atol=1e-6)


def test_the_streets_of_the_sample_join_where_shapely_says_they_do():
    """Every walk between junctions agrees with a graph that the product's noding never saw."""
    area, _, _, model = town()
    own = product_graph(model.network)
    other = shapely_graph(area.roads)
    assert set(own) <= set(other)
    starts = sorted(own)[::25]
    for start in starts:
        expected = nx.single_source_dijkstra_path_length(other, start, cutoff=1500)
        found = nx.single_source_dijkstra_path_length(own, start, cutoff=1490)
        assert max(abs(expected[node] - metres) for node, metres in found.items()) < 0.05


def test_the_gates_of_the_sample_make_a_difference():
    area, units, gated, _ = town()
    free, _ = measure_walks(without_walls(area), units, Params())
    told = gated.is_told
    assert (gated.metres[:, told] >= free.metres[:, told] - 1e-6).all()
    minutes = 5.0
    share = {
        name: np.average(c.minutes[:, told] <= minutes, axis=0, weights=units.households).mean()
        for name, c in {"gated": gated, "free": free}.items()
    }
    assert share["gated"] < 0.75 * share["free"]


def test_every_walled_compound_of_the_sample_is_found_with_its_gates():
    area, units, coverage, _ = town()
    compounds = coverage.network.compounds
    walled = [one for one in compounds if one.has_wall]
    assert len(walled) == 25
    assert {one.gates for one in compounds} == {"known"}
    assert sum(one.n_gates_known for one in walled) == len(area.gates)
    assert sum(one.n_gates_derived for one in walled) == 0
    assert coverage.pessimistic_m is None


def test_without_its_gates_the_sample_is_still_left_where_paths_run_through_the_walls():
    area, units, _, _ = town()
    coverage, _ = measure_walks(
        dataclasses.replace(area, gates=area.gates.iloc[:0]), units, Params()
    )
    assert {one.gates for one in coverage.network.compounds} == {"derived"}


def product_graph(network):
    graph = nx.Graph()
    at = [tuple(xy) for xy in network.node_xy_m.round(2).tolist()]
    for u, v, metres in zip(network.edge_u, network.edge_v, network.edge_length_m, strict=True):
        add(graph, at[u], at[v], metres)
    return graph


def shapely_graph(roads):
    """Node all streets of one level by a union, and let levels meet at ends alone."""
    roads = roads[roads["is_walkable"]]
    level = roads["is_bridge"].to_numpy() * 2 + roads["is_tunnel"].to_numpy()
    graph = nx.Graph()
    for one in np.unique(level):
        lines = shapely.union_all(roads.geometry.to_numpy()[level == one])
        for line in shapely.get_parts(lines):
            xy = [tuple(p) for p in shapely.get_coordinates(line).round(2).tolist()]
            for a, b in zip(xy, xy[1:], strict=False):
                add(graph, a, b, np.hypot(a[0] - b[0], a[1] - b[1]))
    return graph


def add(graph, a, b, metres):
    if not graph.has_edge(a, b) or graph[a][b]["weight"] > metres:
        graph.add_edge(a, b, weight=metres)
