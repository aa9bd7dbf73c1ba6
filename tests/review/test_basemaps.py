"""Base maps: a file of tiles is served from here, a server only where it is named."""

import dataclasses

import pytest
from pmtiles.tile import Compression, TileType

from gridplan.errors import ParamError
from gridplan.review.basemaps import BaseMaps
from gridplan.review.facts import Facts
from gridplan.review.guard import Rules
from tests.review.desks import client_of, open_room
from tests.review.vectors import AREA, archive, box, layer

PNG = b"\x89PNG\r\n\x1a\n" + b"tile"
NORTH_EAST = (1, 1, 0)
POND = layer("water", (AREA, [box(0, 0, 10, 10)], {"kind": "lake"}))
URL = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture
def client(room, tmp_path):
    file = archive(
        tmp_path / "town.pmtiles", {NORTH_EAST: PNG}, kind=TileType.PNG, tile=Compression.NONE
    )
    maps = BaseMaps(file, attribution="Survey office")
    facts = Facts(room.desk, room.findings, maps.to_list())
    return client_of(dataclasses.replace(room, base_maps=maps, facts=facts))


def test_tiles_of_a_file_are_served_and_named(client):
    (base,) = client.get("/api/state").json()["base_maps"]
    assert (base["name"], base["url"], base["attribution"]) == (
        "town", "/api/tiles/{z}/{x}/{y}", "Survey office")  # fmt: skip
    assert (base["min_zoom"], base["max_zoom"]) == (1, 1)
    found = client.get("/api/tiles/1/1/0")
    assert (found.content, found.headers["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("place", "status"), [("1/0/0", 204), ("1/2/0", 404), ("99/0/0", 404), ("a/0/0", 404)]
)
def test_a_place_without_a_tile_is_empty_and_one_off_the_map_is_none(client, place, status):
    assert client.get(f"/api/tiles/{place}").status_code == status


def test_a_server_without_base_maps_has_none(tmp_path):
    room = open_room(tmp_path)
    client = client_of(room)
    assert client.get("/api/state").json()["base_maps"] == []
    assert client.get("/api/tiles/0/0/0").status_code == 404
    room.desk.store.close()


def test_a_named_server_is_the_only_foreign_host_of_images():
    maps = BaseMaps(tiles=URL, attribution="Office")
    rules = Rules(hosts=frozenset(), token="t", image_hosts=maps.image_hosts)
    assert "img-src 'self' data: blob: https://tiles.example;" in rules.policy
    assert "https" not in Rules(hosts=frozenset(), token="t").policy
    assert [base["url"] for base in maps.to_list()] == [URL]


@pytest.mark.parametrize(
    "tiles",
    [
        "tiles.example/{z}/{x}/{y}",
        "ftp://tiles.example/{z}/{x}/{y}",
        "https://tiles.example/tiles.png",
        "https:///{z}/{x}/{y}",
        "https://a.example; script-src *//{z}/{x}/{y}",
        "https://a.example 'unsafe-inline'/{z}/{x}/{y}",
    ],
)
def test_an_address_that_is_none_is_refused(tiles):
    with pytest.raises(ParamError, match="--tiles"):
        BaseMaps(tiles=tiles, attribution="x")


def test_tiles_without_a_source_are_refused():
    with pytest.raises(ParamError, match="--attribution"):
        BaseMaps(tiles=URL)


def test_what_a_file_says_of_its_source_goes_before(tmp_path):
    about = {"attribution": "Town survey"}
    file = archive(tmp_path / "town.pmtiles", {NORTH_EAST: POND}, about=about)
    (base,) = BaseMaps(file, attribution="Survey office").to_list()
    assert (base["kind"], base["attribution"]) == ("vector", "Town survey")


def test_a_damaged_tile_is_refused_in_either_language(room, tmp_path):
    file = archive(tmp_path / "town.pmtiles", {NORTH_EAST: POND})
    file.write_bytes(file.read_bytes()[:-5])
    client = client_of(dataclasses.replace(room, base_maps=BaseMaps(file)))
    for language, word in (("zh", "损坏"), ("en", "damaged")):
        found = client.get(f"/api/tiles/1/1/0?lang={language}")
        assert found.status_code == 422
        assert "1/1/0" in found.json()["error"]["message"]
        assert word in found.json()["error"]["message"]
