"""Walls are open where a gate stands, and nowhere else."""

import numpy as np
import shapely

from gridplan.coverage.ground import _opened

WALLS = np.array(
    [
        shapely.LineString([(0, 0), (100, 0)]),  # three gates, two of them side by side
        shapely.LineString([(0, 50), (100, 50)]),  # none
        shapely.LineString([(0, 90), (6, 90)]),  # one, wider than it
    ]
)
GATES = shapely.points([(20, 0), (50, 0), (55, 0), (3, 90)])


def test_a_wall_is_cut_at_its_own_gates_alone():
    parts = _opened(WALLS, shapely.buffer(GATES, 4.0))
    assert shapely.length(parts).round(6).tolist() == [16.0, 22.0, 41.0, 100.0]
    assert shapely.equals_exact(parts[-1], WALLS[1])


def test_it_is_what_all_openings_at_once_leave():
    openings = shapely.buffer(GATES, 4.0)
    at_once = shapely.get_parts(shapely.difference(WALLS, shapely.union_all(openings)))
    left = _opened(WALLS, openings)
    assert shapely.equals(shapely.union_all(left), shapely.union_all(at_once))


def test_without_gates_all_walls_stay():
    assert shapely.equals_exact(_opened(WALLS, GATES[:0]), WALLS).all()
