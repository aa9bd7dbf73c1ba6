"""Public instances, read from a folder that is not shipped: licences forbid passing them on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gridplan.params import Band
from gridplan.partition import Problem, to_rows

BENCH = Path(__file__).parents[2] / "shared" / "bench"


@dataclass(frozen=True, eq=False)
class Layout:
    """Where households live and what touches.

    `xy_m` float64 (n, 2), `households` int64 (n,), `pairs` int64 (m, 2).
    """

    xy_m: NDArray[np.float64]
    households: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def problem(self, n_zones: int, tolerance: float, **options: object) -> Problem:
        """Ask for *n_zones* zones of the mean household number, give or take *tolerance*."""
        mean = self.households.sum() / n_zones
        low, high = int(np.ceil(mean * (1 - tolerance))), int(mean * (1 + tolerance))
        indptr, indices = to_rows(self.pairs, len(self.households))
        return Problem(
            households=self.households,
            band=Band(low, high),
            xy_m=self.xy_m,
            indptr=indptr,
            indices=indices,
            n_zones=n_zones,
            **options,
        )


EDP = {
    "gy2": ("gy2_edp.txt", "gy2_conn.txt", ("OID", "pop", "PointX", "PointY")),
    "hn": ("hn_units.txt", "hn_conn.txt", ("FID", "poptotal", "x", "y")),
}


def read_edp(name: str, folder: Path = BENCH / "edp") -> Layout:
    """Read ``gy2`` (villages) or ``hn`` (towns), Kong's equal districts."""
    units, contacts, (key, weight, *axes) = EDP[name]
    with (folder / units).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    place = {row[key]: number for number, row in enumerate(rows)}
    with (folder / contacts).open(encoding="utf-8-sig") as file:
        ends = [row[1:3] for row in list(csv.reader(file))[1:]]
    xy_m = np.array([[float(row[axis]) for axis in axes] for row in rows])
    return Layout(
        xy_m=xy_m - xy_m.min(axis=0),  # coordinates carry a zone prefix of 19 million
        households=np.array([int(row[weight]) for row in rows]),
        pairs=np.array([[place[a], place[b]] for a, b in ends]),
    )
