"""The four real towns: what their columns mean, and how long reading takes."""

import pytest

from gridplan.read import ReadOptions, load
from tests.places import TOWNS, needs_towns

pytestmark = [pytest.mark.towns, needs_towns, pytest.mark.real_reader]

EXPECTED = {
    # town: CRS, buildings, residential, of other use, roads, barriers, services
    "geneva": ("EPSG:32632", 11681, 2406, 1543, 11054, 489, 7208),
    "vologda": ("EPSG:32637", 25324, 1804, 0, 1895, 549, 161),
    "shanghai_lujiazui": ("EPSG:4550", 1321, 68, 128, 1090, 5, 493),
    "taipei_zhongzheng": ("EPSG:32651", 936, 80, 856, 887, 0, 365),
}


@pytest.mark.parametrize("town", EXPECTED)
def test_a_real_town_reads_as_expected(town):
    area = load(TOWNS / town, options=ReadOptions(estimate=True))
    uses = area.buildings["use"].value_counts()
    assert (
        area.crs,
        len(area.buildings),
        uses.get("residential", 0),
        uses.get("other", 0),
        len(area.roads),
        len(area.barriers),
        len(area.services),
    ) == EXPECTED[town]
    assert area.buildings.is_valid.all()


def test_layers_win_over_the_openstreetmap_file_beside_them():
    area = load(TOWNS / "geneva", options=ReadOptions(estimate=True))
    dropped = {note.values["role"] for note in area.notes if note.key == "read.osm_role_dropped"}
    assert dropped == {"buildings", "roads", "services"}
    assert {one.path for one in area.sources if one.role == "special"} == {"geneva.osm.pbf"}
