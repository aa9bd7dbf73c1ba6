"""How well each candidate lies: people around it, and streets that lead to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from gridplan.model.siting import Candidate, CandidateSource
from gridplan.siting.ask import Ask

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Place:
    """A candidate, or a service that exists, before it is scored; fields as of `Candidate`."""

    id: str
    name: str
    source: CandidateSource
    xy_m: tuple[float, float]


def households_within(metres: sparse.csc_array, households: Ints, reach_m: float) -> Ints:
    """Count the households within *reach_m* of each column of *metres*."""
    column = np.repeat(np.arange(metres.shape[1]), np.diff(metres.indptr))
    weight = households[metres.indices] * (metres.data <= reach_m)
    return np.bincount(column, weight, minlength=metres.shape[1]).astype(np.int64)


def mean_metres(metres: sparse.csc_array, households: Ints, limit_m: float) -> Floats:
    """Return the mean walk of all households to each column, at most *limit_m* each."""
    column = np.repeat(np.arange(metres.shape[1]), np.diff(metres.indptr))
    saved = households[metres.indices] * (limit_m - metres.data)
    total_m = np.bincount(column, saved, minlength=metres.shape[1])
    means: Floats = limit_m - total_m / max(int(households.sum()), 1)
    return means


def percentiles(values: NDArray[np.number], among: Bools) -> Floats:
    """Return the share of the candidates *among* whose value is not larger, (n,).

    Examples
    --------
    >>> percentiles(np.array([10, 30, 20, 25]), np.array([True, True, True, False]))
    array([0.33333333, 1.        , 0.66666667, 0.66666667])
    """
    ordered = np.sort(values[among])
    share: Floats = np.searchsorted(ordered, values, side="right") / max(len(ordered), 1)
    return share


def ranked(
    places: Sequence[Place],
    metres: sparse.csc_array,
    street_m: Floats,
    households: Ints,
    ask: Ask,
) -> tuple[Candidate, ...]:
    """Score places as a rule asks that wants people dense and access easy.

    Parameters
    ----------
    places
        What is known of each place.
    metres
        Walks from the units, sparse (n units, places).
    street_m
        Metres of street within reach of each place.
    households
        Households of each unit.
    ask
        What counts as near, and how far walks are followed.

    Returns
    -------
    tuple of Candidate
        In the order of *places*. The score is the mean of two percentile ranks among the
        candidates: by households within reach, and by street within reach.
    """
    reached = households_within(metres, households, ask.reach_m)
    means = mean_metres(metres, households, ask.limit_m)
    among = np.array([place.source != "service" for place in places], dtype=bool)
    street_m = np.round(street_m, 1)
    score = np.round((percentiles(reached, among) + percentiles(street_m, among)) / 2, 9)
    above = np.searchsorted(np.sort(score[among]), score, side="right")
    rank = 1 + among.sum() - above
    return tuple(
        Candidate(
            id=place.id,
            name=place.name,
            source=place.source,
            xy_m=place.xy_m,
            households_reached=int(reached[i]),
            mean_metres=float(means[i]),
            street_m=float(street_m[i]),
            score=float(score[i]),
            rank=int(rank[i]),
        )
        for i, place in enumerate(places)
    )
