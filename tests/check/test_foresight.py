"""What the numbers rule out before any search, with the nearest legal choice."""

from dataclasses import replace

import geopandas
import pytest
import shapely

from gridplan.check import foresee
from gridplan.check.arithmetic import zone_counts
from gridplan.params import Band, Params
from gridplan.pipeline import run_ahead
from gridplan.policy import load_profile
from gridplan.read import load
from tests.check.worlds import bands, row_land, row_units
from tests.places import SAMPLE


def foreseen(households, *, kind="ordinary", profile="xiuzhou-2023", land=None, params=None):
    """Return the notes on a row of houses by short key; all speak both languages."""
    units = row_units(households, kind=kind)
    land = row_land(len(households)) if land is None else land
    notes = foresee(units, land, load_profile(profile), params or Params())
    assert all(note.text("zh") and note.text("en") for note in notes)
    return {note.key.removeprefix("foresee."): note for note in notes}


FITTING = [75] * 20  # 1,500 households: 4 grids, 20 micro-grids


def test_nothing_is_ruled_out_where_a_plan_exists():
    assert foreseen(FITTING) == {}


@pytest.mark.parametrize(
    ("households", "key"),
    [(1499, "community_below"), (1500, None), (3000, None), (3001, "community_above")],
)
def test_a_community_outside_its_band_is_told(households, key):
    found = foreseen([households], params=bands(grid="1:9999", microgrid="1:9999"))
    assert set(found) == ({key} if key else set())


def test_a_large_community_is_split_into_the_fewest_legal_ones():
    found = foreseen([4600], params=bands(grid="1:9999", microgrid="1:9999"))
    assert "2 communities of about 2300" in found["community_above"].text("en")
    assert found["community_above"].values["off"] == 1600


def two_communities(first, second):
    units = row_units([first, second])
    cells = row_land(2).cells
    frame = geopandas.GeoDataFrame(
        {
            "community_code": ["330411001001", "330411001002"],
            "name": ["东", "西"],
            "kind": "ordinary",
        },
        geometry=[shapely.Polygon(cell.exterior) for cell in cells],
        crs="EPSG:4549",
    )
    units = replace(units, communities=frame, community=[0, 1])
    wide = bands(grid="1:9999", microgrid="1:9999")
    return foresee(units, row_land(2), load_profile("xiuzhou-2023"), wide)


def test_a_small_community_is_merged_with_a_neighbor_that_makes_it_legal():
    (note,) = two_communities(1000, 1900)
    assert "merge it with 330411001002 西, 2900 households together" in note.text("en")


def test_a_small_community_whose_neighbors_are_too_large_moves_its_border():
    (note,) = two_communities(1000, 2900)
    assert "move its border" in note.text("en")


@pytest.mark.parametrize(
    ("households", "band", "nearest"),
    [
        (92, "50:80", "80 / 100"),
        (81, "50:80", "80 / 100"),
        (99, "50:80", "80 / 100"),
        (350, "200:300", "300 / 400"),
        (400, "240:360", "360 / 480"),
    ],
)
def test_a_count_that_cannot_be_cut_names_the_nearest_that_can(households, band, nearest):
    found = foreseen([1] * households, params=bands(grid="1:9999", microgrid=band))
    assert nearest in found["count_whole"].text("en")
    assert not zone_counts(households, Band.parse(band))


@pytest.mark.parametrize("households", [80, 100])
def test_a_count_that_can_be_cut_is_silent(households):
    found = foreseen([1] * households, params=bands(grid="1:9999", microgrid="50:80"))
    assert "count_whole" not in found


@pytest.mark.parametrize(("stairwell", "is_told"), [(80, False), (81, True)])
def test_a_stairwell_above_the_maximum_is_named(stairwell, is_told):
    found = foreseen([stairwell, *FITTING])
    assert ("oversize" in found) == is_told
    if is_told:
        assert found["oversize"].ids == ("B00",)


def test_a_piece_cut_off_is_told_where_it_lies():
    wide = bands(grid="1:9999", microgrid="200:300")
    households = [220, 175, 175, 250, 250, 250, 250]
    found = foreseen(households, land=row_land(7, gaps=[0, 2]), params=wide)
    assert set(found) == {"count_piece"}
    assert "around B01, cut off from the rest, has 350" in found["count_piece"].text("en")
    assert foreseen(households, land=row_land(7, gaps=[0, 2]), params=bands(
        grid="1:9999", microgrid="170:300")) == {}  # fmt: skip


def test_pieces_that_no_joining_brings_into_band_are_told():
    found = foreseen([40, 70, 40], params=bands(grid="1:9999", microgrid="50:80"))
    assert "indivisible_whole" in found


def test_the_sample_rules_out_what_its_readme_says():
    notes = run_ahead(load(SAMPLE), load_profile("xiuzhou-2023"), Params())
    assert [note.key for note in notes] == [
        "foresee.count_piece", "foresee.count_piece", "foresee.oversize",
    ]  # fmt: skip
    assert "87 households" in notes[1].text("en")
    assert len(notes[2].ids) == 9
