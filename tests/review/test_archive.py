"""PMTiles archives: what is read of them, and what is refused."""

import gzip

import pytest
from pmtiles.tile import Compression, TileType

from gridplan.errors import InputError
from gridplan.review import archive as archives
from gridplan.review.archive import DamagedTileError, TileFile
from tests.review.vectors import AREA, archive, box, layer

PLACE = (3, 6, 3)
POND = layer("water", (AREA, [box(0, 0, 10, 10)], {"kind": "lake"}))
PACKINGS = (Compression.NONE, Compression.GZIP)


def written(folder, **options):
    """Write an archive of one tile."""
    return archive(folder / "town.pmtiles", {PLACE: POND}, **options)


@pytest.mark.parametrize("tile", [*PACKINGS, Compression.UNKNOWN])
@pytest.mark.parametrize("inner", PACKINGS)
@pytest.mark.parametrize("is_nested", [False, True])
def test_tiles_are_unpacked_however_they_are_kept(tmp_path, tile, inner, is_nested):
    about = {"attribution": "Survey"}
    file = TileFile(written(tmp_path, tile=tile, inner=inner, is_nested=is_nested, about=about))
    assert file.is_vector
    assert file.attribution == "Survey"
    assert file.tile(*PLACE) == POND
    assert file.tile(3, 6, 4) is None
    assert file.tile(0, 0, 0) is None


def test_a_tile_packed_without_a_word_of_it_is_unpacked(tmp_path):
    packed = {PLACE: gzip.compress(POND)}
    path = archive(tmp_path / "town.pmtiles", packed, tile=Compression.UNKNOWN)
    assert TileFile(path).tile(*PLACE) == POND


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"tile": Compression.BROTLI}, "brotli"),
        ({"tile": Compression.ZSTD}, "zstd"),
        ({"inner": Compression.BROTLI}, "brotli"),
        ({"kind": TileType.MLT}, "MLT"),
        ({"kind": TileType.UNKNOWN}, "UNKNOWN"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_both_languages(tmp_path, options, word):
    with pytest.raises(InputError, match=word) as raised:
        TileFile(written(tmp_path, **options))
    (fault,) = raised.value.faults
    zh, en = fault.text("zh"), fault.text("en")
    assert word in zh
    assert word in en
    assert "瓦片" in zh or "压缩" in zh


@pytest.mark.parametrize("content", [b"", b"PMTiles" + b"\x00" * 20, b"x" * 4000])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "broken.pmtiles"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        TileFile(path)
    (fault,) = raised.value.faults
    assert "no PMTiles file" in fault.text("en")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError):
        TileFile(tmp_path / "none.pmtiles")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('<a href="https://o.example">&copy; Open\n Map</a> & more', "© Open Map & more"),
        ("x" * 1000, "x" * archives.MAX_ATTRIBUTION),
        (None, ""),
        (["a list"], ""),
    ],
)
def test_a_source_is_read_as_plain_text(tmp_path, said, read):
    assert TileFile(written(tmp_path, about={"attribution": said})).attribution == read


@pytest.mark.parametrize("about", [[1, 2], "text"])
def test_notes_of_another_shape_are_none(tmp_path, about):
    assert TileFile(written(tmp_path, about=about)).attribution == ""


def test_broken_notes_do_not_keep_the_map_away(tmp_path):
    path = written(tmp_path, about={"attribution": "Survey"})
    header = TileFile(path).header
    data = bytearray(path.read_bytes())
    data[header["metadata_offset"] + 12] ^= 0xFF
    path.write_bytes(data)
    assert TileFile(path).tile(*PLACE) == POND


@pytest.mark.parametrize("tile", PACKINGS)
def test_a_file_cut_short_has_damaged_tiles(tmp_path, tile):
    path = written(tmp_path, tile=tile)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(DamagedTileError):
        TileFile(path).tile(*PLACE)


@pytest.mark.parametrize("inner", PACKINGS)
@pytest.mark.parametrize("part", ["root", "leaf_directory"])
def test_a_broken_directory_leads_to_damaged_tiles(tmp_path, inner, part):
    path = written(tmp_path, inner=inner, is_nested=True)
    header = TileFile(path).header
    data = bytearray(path.read_bytes())
    start, length = header[f"{part}_offset"], header[f"{part}_length"]
    data[start : start + length] = b"\xff" * length
    path.write_bytes(data)
    with pytest.raises(DamagedTileError):
        TileFile(path).tile(*PLACE)


def test_a_tile_that_grows_beyond_all_bounds_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TILE", len(POND) - 1)
    with pytest.raises(DamagedTileError):
        TileFile(written(tmp_path)).tile(*PLACE)


def test_directories_that_lead_in_a_circle_end(tmp_path):
    path = written(tmp_path, is_nested=True)
    header = TileFile(path).header
    data = bytearray(path.read_bytes())
    at = header["root_offset"].to_bytes(8, "little")
    data[40:48] = at  # the leaf directory begins where the root does
    path.write_bytes(data)
    with pytest.raises(DamagedTileError):
        TileFile(path).tile(*PLACE)
