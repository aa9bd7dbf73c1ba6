"""Where a walk to a service may end."""

import numpy as np
import shapely

from gridplan.coverage.seeds import Entrances, service_seeds

PARK = shapely.box(0, 0, 100, 100)
PATH = shapely.LineString([(50, -20), (50, 20)])


def seeds(gates, gate_name="", service_name="", streets=(PATH,)):
    entrances = Entrances(
        np.array([shapely.Point(xy) for xy in gates], dtype=object),
        np.array([gate_name] * len(gates), dtype=object),
        np.array([service_name], dtype=object),
        np.array(streets, dtype=object),
    )
    return service_seeds(np.array([PARK], dtype=object), entrances=entrances)


def test_a_park_without_known_gates_is_reached_all_along_its_edge():
    found = seeds([])
    assert len(np.unique(found.xy_m, axis=0)) == 16
    assert found.service.tolist() == [0] * 17


def test_a_park_with_a_known_gate_is_reached_there_and_where_streets_run_in():
    assert seeds([(103, 40)]).xy_m.tolist() == [[50.0, 0.0], [103.0, 40.0]]


def test_a_gate_in_the_middle_of_a_park_or_of_something_else_is_no_entrance():
    assert len(seeds([(50, 50)]).service) == 17
    assert len(seeds([(100, 40)], gate_name="锦园", service_name="云溪公园").service) == 17
    named = seeds([(100, 40)], gate_name="云溪公园", service_name="云溪公园", streets=())
    assert named.xy_m.tolist() == [[100.0, 40.0]]


def test_a_point_stands_for_itself():
    shapes = np.array([shapely.Point(1, 2), None, shapely.Point(3, 4)], dtype=object)
    found = service_seeds(shapes)
    assert found.xy_m.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert found.service.tolist() == [0, 2]
