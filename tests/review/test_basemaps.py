"""Base maps: a file of tiles is served from here, a server only where it is named."""

import dataclasses

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from gridplan.errors import InputError, ParamError
from gridplan.review.basemaps import BaseMaps
from gridplan.review.facts import Facts
from gridplan.review.guard import Rules
from tests.review.desks import client_of, open_room

PNG = b"\x89PNG\r\n\x1a\n" + b"tile"
URL = "https://tiles.example/{z}/{x}/{y}.png"


def archive(path, kind=TileType.PNG):
    """Write an archive of one tile, that of zoom 1 in the north-east."""
    with path.open("wb") as stream:
        writer = Writer(stream)
        writer.write_tile(zxy_to_tileid(1, 1, 0), PNG)
        writer.finalize(
            {
                "tile_type": kind,
                "tile_compression": Compression.NONE,
                "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 10, "max_lat_e7": 10,
                "center_zoom": 1, "center_lon_e7": 1, "center_lat_e7": 1,
            },
            {},
        )  # fmt: skip
    return path


@pytest.fixture
def client(room, tmp_path):
    maps = BaseMaps(archive(tmp_path / "town.pmtiles"), attribution="Survey office")
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


def test_a_file_that_is_no_archive_of_images_is_refused(tmp_path):
    broken = tmp_path / "broken.pmtiles"
    for content in (b"", b"PMTiles" + b"\x00" * 20, b"x" * 4000):
        broken.write_bytes(content)
        with pytest.raises(InputError, match="no PMTiles file"):
            BaseMaps(broken)
    with pytest.raises(InputError, match="no images"):
        BaseMaps(archive(tmp_path / "vector.pmtiles", TileType.MVT))
