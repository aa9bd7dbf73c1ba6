"""Communities drawn anew: the whole area is cut at community level, before grids are drawn.

Used where no communities are given, or where those there are must change. A new community that
keeps most households of an old one keeps its code; retired codes are never given out again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, spatial
from scipy.sparse import csgraph

from gridplan.errors import ParamError
from gridplan.land import zone_polygons
from gridplan.model import TABLES, Land, Note, Plan, PlanningArea, Units, Zone
from gridplan.model.area import Frame, conform
from gridplan.params import Band, Params
from gridplan.partition import nest_all, to_rows
from gridplan.policy import Profile, band_for
from gridplan.problems import problem_of, tied
from gridplan.units.communities import WHOLE_AREA_CODE, locate
from gridplan.zoning import centroids, reading_order

LEVEL = "community"
Labels = NDArray[np.int64]


def as_one_community(area: PlanningArea) -> PlanningArea:
    """Return *area* without borders inside: its communities united, or none where none is given."""
    if not len(area.communities):
        return area
    outline = area.communities.geometry.union_all()
    frame = geopandas.GeoDataFrame(
        {"community_code": [WHOLE_AREA_CODE], "kind": ["ordinary"]},
        geometry=[outline],
        crs=area.crs,
    )
    return replace(area, communities=frame)


def redraw_communities(
    area: PlanningArea, units: Units, land: Land, profile: Profile, params: Params
) -> Units:
    """Cut the one community of *units* into communities of the band of the level.

    Buildings, and special land with all that stands on it, are never divided; a part of the land
    too small for a community of its own joins the nearest.

    Parameters
    ----------
    area
        The planning area with the communities there were, whose codes and names are kept.
    units, land
        The area as one community.
    profile, params
        Band, seed and numbers of the search.

    Returns
    -------
    Units
        The same units in new communities.

    Raises
    ------
    ParamError
        Neither the policy nor the user sizes communities.
    """
    band = _band(profile, params)
    labels = _cut(units, land, band, params)
    order = reading_order(
        centroids(units, labels, int(labels.max()) + 1),
        np.zeros(int(labels.max()) + 1, dtype=np.int64),
        np.zeros(int(labels.max()) + 1, dtype=bool),
    )
    labels = np.argsort(order, kind="stable")[labels]
    frame = _inherit(area, units, labels)
    plan = Plan(LEVEL, labels, tuple(Zone(code) for code in frame["community_code"]))
    frame = geopandas.GeoDataFrame(frame, geometry=list(zone_polygons(land, plan)), crs=area.crs)
    table = conform(frame, TABLES["communities"], crs=area.crs, name="communities")
    place = pd.Index(table["community_code"]).get_indexer(frame["community_code"])
    note = Note("assumption", "units.redrawn", {"n": len(table), "band": str(band)})
    kept = tuple(one for one in units.notes if one.key != "units.whole_area")
    return replace(units, community=place[labels], communities=table, notes=(*kept, note))


def _band(profile: Profile, params: Params) -> Band:
    band = band_for(profile, LEVEL, "ordinary", params.partition.bands).band
    if band == Band():
        raise ParamError(
            f"The policy {profile.id} does not size communities, so they cannot be drawn from it. "
            "Pass their size, for example --level community=1500:3000."
        )
    return band


def _cut(units: Units, land: Land, band: Band, params: Params) -> Labels:
    pairs = _joined(units, land.adjacency.pairs(), band.min_households)
    indptr, indices = to_rows(pairs, len(units))
    problem = replace(
        problem_of(units, land, params, np.arange(len(units)), band),
        indptr=indptr,
        indices=indices,
        must_link=np.concatenate([tied(units.building), tied(units.special)]),
        is_bounded=False,
    )
    (nesting,) = nest_all([(problem, [band])], n_processes=1)
    return np.unique(nesting.levels[0].labels, return_inverse=True)[1].astype(np.int64)


def _joined(units: Units, pairs: Labels, low: int) -> Labels:
    """Add a contact from each part of the land that is too small to the unit nearest to it."""
    n = len(units)
    while True:
        ones = np.ones(len(pairs))
        graph = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
        n_parts, part = csgraph.connected_components(graph, directed=False)
        held = np.bincount(part, weights=units.households, minlength=n_parts)
        smallest = int(np.argmin(held))
        if n_parts == 1 or held[smallest] >= low:
            return pairs
        own, others = np.flatnonzero(part == smallest), np.flatnonzero(part != smallest)
        metres, nearest = spatial.KDTree(units.xy_m[others]).query(units.xy_m[own])
        first = int(np.argmin(metres))
        pairs = np.vstack([pairs, [own[first], others[nearest[first]]]])


def _inherit(area: PlanningArea, units: Units, labels: Labels) -> Frame:
    """Give every new community a code, and what it keeps of the old one that is most of it."""
    n_new, old = int(labels.max()) + 1, area.communities
    if not len(old):
        codes = [f"{number:012d}" for number in range(1, n_new + 1)]
        return pd.DataFrame({"community_code": codes, "name": "", "kind": "ordinary"})
    shared = _shared(old, units, labels, n_new)
    keeps = _keepers(shared)
    source = np.where(keeps >= 0, keeps, shared.argmax(axis=1))
    rows = old.drop(columns="geometry").iloc[source].reset_index(drop=True)
    rows["community_code"] = _codes(old["community_code"].tolist(), source, keeps)
    rows["name"] = rows["name"].where(keeps >= 0, "")
    rows["occupancy"] = _mean_occupancy(old, shared)
    return rows


def _shared(old: Frame, units: Units, labels: Labels, n_new: int) -> NDArray[np.float64]:
    """Return the households of each new community by old one, (new, old)."""
    points = geopandas.points_from_xy(*units.xy_m.T)
    home = locate(np.asarray(points, dtype=object), old.geometry.to_numpy())
    shared = np.zeros((n_new, len(old)))
    # a unit without households still tells where its land was
    inside = home >= 0
    np.add.at(shared, (labels[inside], home[inside]), units.households[inside] + 1e-6)
    return shared


def _keepers(shared: NDArray[np.float64]) -> Labels:
    """Return the old community that each new one goes on as, -1 for none; larger shares first."""
    keeps = np.full(len(shared), -1, dtype=np.int64)
    for flat in np.argsort(-shared, axis=None, kind="stable"):
        new, one = np.unravel_index(flat, shared.shape)
        is_most = 2 * shared[new, one] > shared[:, one].sum()
        if is_most and keeps[new] < 0 and one not in keeps:
            keeps[new] = one
    return keeps


def _codes(old: list[str], source: NDArray[Any], keeps: Labels) -> list[str]:
    """Keep codes where a community goes on; new ones follow the last of the same township."""
    codes, used = [], set(old)
    for new, kept in enumerate(keeps):
        code = old[kept]
        if kept < 0:
            township = old[source[new]][:9]
            last = max(int(one[9:]) for one in used if one.startswith(township))
            code = f"{township}{last + 1:03d}"
        used.add(code)
        codes.append(code)
    return codes


def _mean_occupancy(old: Frame, shared: NDArray[np.float64]) -> NDArray[np.float64]:
    occupancy = old["occupancy"].to_numpy()
    known = ~np.isnan(occupancy)
    weight = shared[:, known]
    total = weight.sum(axis=1)
    mean = weight @ occupancy[known] / np.maximum(total, 1e-9)
    return np.where(total > 0, mean, np.nan)
