"""Walks by another way: every snapped point becomes a node of a networkx graph.

No virtual arcs, no same-edge rule, no matrix: streets are cut where points stand on them.
"""

import networkx as nx
import numpy as np


def cut_graph(network, origins, targets):
    """Build the graph of all street pieces between junctions and snapped points."""
    graph = nx.DiGraph()
    stops = {}
    for kind, snapping in (("origin", origins), ("target", targets)):
        graph.add_nodes_from((kind, point) for point in range(snapping.n_points))
        rows = zip(snapping.point, snapping.edge, snapping.along_m, snapping.leg_m, strict=True)
        for row, (point, edge, along_m, leg_m) in enumerate(rows):
            stops.setdefault(int(edge), []).append((float(along_m), (kind, "stop", row)))
            # from a target to its street and from a street to an origin, never the other way:
            # nobody walks through a house
            ends = ((kind, "stop", row), (kind, int(point)))
            graph.add_edge(*(ends if kind == "origin" else ends[::-1]), weight=float(leg_m))
    for edge in range(len(network.edge_line)):
        _add_street(graph, network, edge, sorted(stops.get(edge, [])))
    return graph


def _add_street(graph, network, edge, stops):
    length_m = float(network.edge_length_m[edge])
    chain = [(0.0, int(network.edge_u[edge])), *stops, (length_m, int(network.edge_v[edge]))]
    for (start_m, a), (end_m, b) in zip(chain, chain[1:], strict=False):
        weight = max(end_m - start_m, 0.0)
        for tail, head in ((a, b), (b, a)):
            known = graph.get_edge_data(tail, head)
            if known is None or known["weight"] > weight:
                graph.add_edge(tail, head, weight=weight)


def walk_metres(graph, n_origins, chosen, *, limit_m):
    """Return metres of every origin to the nearest chosen target."""
    metres = np.full(n_origins, np.inf)
    sources = [("target", int(point)) for point in chosen]
    found = nx.multi_source_dijkstra_path_length(graph, sources, cutoff=limit_m) if sources else {}
    for origin in range(n_origins):
        metres[origin] = found.get(("origin", origin), np.inf)
    return metres
