"""The plan as siting sees it: households, what they walk now, and the walks to candidates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from gridplan.coverage import classify, prepare_walks
from gridplan.errors import InputError
from gridplan.model import Note, Result
from gridplan.model.area import Frame
from gridplan.model.siting import Candidate
from gridplan.siting.ask import Ask, fault
from gridplan.siting.candidates import candidate_sites, sites_of_layer, thin
from gridplan.siting.problem import Problem
from gridplan.siting.standing import Place, ranked
from gridplan.siting.walks import WalkTable, walk_table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that is known before a site is chosen.

    Parameters
    ----------
    households
        Households of each unit, int64 (n,).
    before_m
        Metres to the nearest service that exists, float64 (n,); ``inf`` beyond `limit_m`.
    walks_m
        Metres from units to candidates, sparse (n, k).
    places
        Candidates, then the services that exist.
    reach_m, limit_m
        Metres that count as near, and that are followed.
    n_existing
        Services of the category, those off the network included.
    notes
        What there is to say about candidates and services.
    """

    households: Ints
    before_m: Floats
    walks_m: sparse.csc_array
    places: tuple[Candidate, ...]
    reach_m: float
    limit_m: float
    n_existing: int
    notes: tuple[Note, ...]

    @property
    def is_near(self) -> Bools:
        """Units within reach of what exists."""
        return self.before_m <= self.reach_m

    def covering(self) -> tuple[Problem, Ints]:
        """Return maximal covering of the households out of reach, and the unit of each row."""
        units = np.flatnonzero((self.households > 0) & ~self.is_near)
        metres = sparse.csc_array(sparse.csr_array(self.walks_m)[units])
        demand = self.households[units].astype(float)
        return Problem(demand, _kept(metres, metres.data <= self.reach_m)), units

    def median(self) -> tuple[Problem, Ints]:
        """Return the metres of walking that candidates save, and the unit of each row."""
        units = np.flatnonzero(self.households > 0)
        metres = sparse.csc_array(sparse.csr_array(self.walks_m)[units])
        now_m = np.minimum(self.before_m[units], self.limit_m)
        saved = now_m[metres.indices] - metres.data
        gains = sparse.csc_array((saved, metres.indices, metres.indptr), shape=metres.shape)
        demand = self.households[units].astype(float)
        return Problem(demand, _kept(gains, saved > 0, is_value=True)), units


def _kept(matrix: sparse.csc_array, mask: Bools, *, is_value: bool = False) -> sparse.csc_array:
    """Keep some stored entries, with their values or as ones."""
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))[mask]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=matrix.shape[1]))])
    data = matrix.data[mask] if is_value else np.ones(int(mask.sum()))
    return sparse.csc_array((data, matrix.indices[mask], indptr), shape=matrix.shape)


def survey(result: Result, ask: Ask) -> Ground:
    """Measure the walks to what exists and to every candidate.

    Raises
    ------
    InputError
        There is no candidate, or no record of the category.
    """
    existing = _existing(result, ask)
    sites, notes = _candidates(result, ask)
    table, is_on = _walks(result, ask, existing, sites)
    lost = tuple(sites["id"][~is_on[len(existing) :]])
    if len(lost) == len(sites):
        raise fault(InputError, "candidates_off_network", count=len(lost))
    if lost:
        notes = (*notes, Note("warning", "siting.off_network", ids=lost))
    n_old = len(existing)
    usable = np.flatnonzero(is_on)
    order = np.concatenate([usable[usable >= n_old], usable[usable < n_old]])
    metres = sparse.csc_array(table.metres[:, order])
    households = result.units.households
    scored = ranked(_places(existing, sites, order), metres, table.street_m[order], households, ask)
    n_sites = int((usable >= n_old).sum())
    return Ground(
        households=households,
        before_m=_nearest(metres[:, n_sites:]),
        walks_m=metres[:, :n_sites],
        places=scored,
        reach_m=ask.reach_m,
        limit_m=ask.limit_m,
        n_existing=n_old,
        notes=notes,
    )


def _existing(result: Result, ask: Ask) -> Frame:
    services = result.area.services
    is_it = classify(services, (ask.facility,)).is_member[:, 0]
    shapes = services.geometry.to_numpy()
    found = services[is_it & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    if not len(found) and not ask.params.is_none_assumed:
        name = {"zh": ask.facility.zh, "en": ask.facility.en}
        raise fault(InputError, "no_record", name=name, category=ask.facility.id)
    return found


def _candidates(result: Result, ask: Ask) -> tuple[Frame, tuple[Note, ...]]:
    given, area = ask.params.candidates, result.area
    is_named = isinstance(given, tuple)
    if is_named:
        sites = candidate_sites(area, result.units, given)
    else:
        sites = sites_of_layer(given, area.crs)
    if not len(sites):
        sources = ", ".join(given) if is_named else "layer"
        raise fault(InputError, "no_candidate", sources=sources)
    kept, notes = thin(sites, ask.params.max_candidates)
    return kept, (*notes, *_unknown_use(result, kept))


def _unknown_use(result: Result, sites: Frame) -> tuple[Note, ...]:
    """Say how many buildings are taken for no homes only because the plan counts none there."""
    buildings = result.area.buildings
    unknown = buildings["building_id"][(buildings["use"] == "").to_numpy()]
    chosen = sites["id"][(sites["source"] == "building").to_numpy()]
    ids = tuple(chosen[chosen.isin(unknown)])
    return (Note("assumption", "siting.use_unknown", ids=ids),) if ids else ()


def _walks(result: Result, ask: Ask, existing: Frame, sites: Frame) -> tuple[WalkTable, Bools]:
    """Tie services and candidates to the network as coverage does, and measure."""
    shapes = np.concatenate([existing.geometry.to_numpy(), sites.geometry.to_numpy()])
    ids = [f"{position:07d}" for position in range(len(shapes))]
    services = geopandas.GeoDataFrame(
        {"service_id": ids}, geometry=list(shapes), crs=result.area.crs
    )
    area = replace(result.area, services=services)
    model = prepare_walks(area, result.units, np.ones((len(ids), 1), bool), result.params.coverage)
    is_on = np.zeros(len(ids), dtype=bool)
    is_on[model.seeds.service[model.targets.snapping.is_on_network]] = True
    return walk_table(model, limit_m=ask.limit_m, reach_m=ask.reach_m), is_on


def _places(existing: Frame, sites: Frame, order: Ints) -> list[Place]:
    old = {"id": existing["service_id"], "name": existing["name"], "source": "service"}
    table = pd.concat([pd.DataFrame(old), sites[["id", "name", "source"]]], ignore_index=True)
    shapes = np.concatenate([existing.geometry.to_numpy(), sites.geometry.to_numpy()])
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes))
    ids, names, sources = (table[column].tolist() for column in table)
    return [Place(ids[i], names[i], sources[i], (float(xy[i, 0]), float(xy[i, 1]))) for i in order]


def _nearest(metres: sparse.csc_array) -> Floats:
    nearest = np.full(metres.shape[0], np.inf)
    np.minimum.at(nearest, metres.indices, metres.data)
    return nearest
