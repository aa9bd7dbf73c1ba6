"""The command that proposes sites, on the document of a small town."""

import json

import pytest
import shapely

from gridplan.document import read_document, write_document
from tests.cli.test_commands import run
from tests.small import small_result


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """Give the plan document of a small town."""
    folder = tmp_path_factory.mktemp("plan")
    write_document(small_result(), folder / "plan.gpkg", language="en")
    return folder


def test_sites_come_as_json_with_the_gains_in_order(document):
    found = run("site", document, "--category", "convenience", "--add", 1, "--minutes", 3,
                "--candidates", "streets", "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    said = json.loads(found.stdout)
    assert said["is_proven"] is True
    assert said["households"]["gained"] == sum(s["households_gained"] for s in said["sites"])


def test_every_file_of_a_proposal_is_written(document, tmp_path):
    found = run("site", document, "--category", "便利店", "--add", 2, "--minutes", 3,
                "--candidates", "streets,special", "-o", tmp_path / "siting")  # fmt: skip
    assert found.exit_code == 0, found.output
    assert {path.name for path in (tmp_path / "siting").iterdir()} == {
        "siting.json", "sites.geojson", "sites_gain.geojson", "sites_candidates.geojson",
        "siting_gain_convenience.png", "siting_gain_convenience.svg",
        "map.html", "report.html", "report.json",
    }  # fmt: skip
    places = json.loads((tmp_path / "siting" / "sites.geojson").read_text(encoding="utf-8"))
    assert [p["properties"]["rank"] for p in places["features"]] == [1, 2][
        : len(places["features"])
    ]


def test_places_come_from_a_file(document, tmp_path):
    layer = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "西口"},
             "geometry": {"type": "Point", "coordinates": point}}
            for point in places_of(document)
        ],
    }  # fmt: skip
    file = tmp_path / "places.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    found = run("site", document, "--category", "convenience", "--add", 1, "--minutes", 2,
                "--candidates", file, "--json")  # fmt: skip
    assert found.exit_code == 0, found.output
    assert [s["name"] for s in json.loads(found.stdout)["sites"]] == ["西口"]


def places_of(document):
    """Return a point at the eastern end of the street, as longitude and latitude."""
    roads = read_document(document).area.roads.to_crs("EPSG:4326")
    line = roads.geometry.iloc[0]
    return [shapely.get_coordinates(line)[-1].tolist()]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["--category", "spaceport", "--add", 1], 2, "spaceport"),
        (["--category", "convenience"], 2, "--add"),
        (["--category", "convenience", "--add", 0], 2, "--add"),
        (["--category", "pharmacy", "--add", 1, "--candidates", "streets"], 1, "--assume-none"),
        (["--category", "convenience", "--add", 1, "--candidates", "moon"], 2, "streets"),
        (["--category", "convenience", "--add", 1, "--candidates", "buildings"], 1, "streets"),
    ],
)
def test_a_mistake_gets_one_clear_message(document, arguments, exit_code, words):
    found = run("site", document, *arguments)
    assert found.exit_code == exit_code
    assert words in found.stderr
    assert "Traceback" not in found.output
