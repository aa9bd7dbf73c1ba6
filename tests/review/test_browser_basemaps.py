"""Base maps of vector tiles in a real browser: read, drawn, named; damaged ones are left out."""

import pytest

from tests.places import IS_COMPLETE

if not IS_COMPLETE:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Error, expect  # noqa: E402

from gridplan.review.basemaps import BaseMaps  # noqa: E402
from tests.review.vectors import (  # noqa: E402
    AREA,
    EXTENT,
    LINE,
    POINT,
    archive,
    box,
    layer,
    message,
    number,
    packed,
)

pytestmark = pytest.mark.browser
Z, X, Y = 14, 13653, 6721  # the small town lies in the western middle of this tile
WATER, PAPER, NOTHING = [195, 218, 230, 255], [251, 250, 246, 255], [0, 0, 0, 0]
ON_WATER, ON_ROAD, ON_LAND, ON_NAME = (0.6, 0.25), (0.75, 0.25), (0.6, 0.7), (0.75, 0.7)
NAMED_ROAD = {"name": "Zhenxing", "name:zh": "振兴大道", "name:en": "Zhenxing Avenue"}
VILLAGE = {"name": "东村", "name:en": "East Village"}


def at(share):
    """Return coordinates of a tile."""
    return tuple(round(EXTENT * value) for value in share)


WATER_SHAPE = [box(*at((-0.01, -0.01)), *at((1.01, 0.4)))]
ROAD_SHAPE = [[at((0.75, -0.01)), at((0.75, 0.4))]]
TOWNS = {
    "protomaps": layer("earth", (AREA, [box(0, 0, EXTENT, EXTENT)], {}))
    + layer("water", (AREA, WATER_SHAPE, {"kind": "lake"}))
    + layer("roads", (LINE, ROAD_SHAPE, {"kind": "highway", **NAMED_ROAD}))
    + layer("places", (POINT, [[at(ON_NAME)]], {"kind": "locality", **VILLAGE})),
    "openmaptiles": layer("water", (AREA, WATER_SHAPE, {"class": "lake"}))
    + layer("transportation", (LINE, ROAD_SHAPE, {"class": "motorway"}))
    + layer("transportation_name", (LINE, ROAD_SHAPE, {"class": "motorway", **NAMED_ROAD}))
    + layer("place", (POINT, [[at(ON_NAME)]], {"class": "village", **VILLAGE})),
}
LOOK = """async ({ at, pane, reach }) => {
    const { map } = gridplan;
    const [x, y] = at;
    const point = map.latLngToContainerPoint(map.unproject([x, y], 0));
    const frame = map.getContainer().getBoundingClientRect();
    const canvases = [...document.querySelectorAll(`.leaflet-${pane}-pane canvas`)];
    const side = 2 * reach + 1;
    const seen = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
    for (const canvas of canvases) {
        const own = canvas.getBoundingClientRect();
        const sharp = canvas.width / own.width;
        const left = (point.x + frame.left - own.left - reach) * sharp;
        const top = (point.y + frame.top - own.top - reach) * sharp;
        seen.drawImage(canvas, left, top, side * sharp, side * sharp, 0, 0, side, side);
    }
    return [...seen.getImageData(0, 0, side, side).data];
}"""


class Mapped:
    """A reviewer before a base map, who looks at single places of it."""

    def __init__(self, reviewer):
        self.reviewer = reviewer
        self.page = reviewer.page

    def go(self, share, zoom):
        """Move to a place of the tile, and wait until the ground of it is drawn."""
        x, y = world(share)
        self.page.evaluate(
            """async ([x, y, zoom]) => {
                const { map } = gridplan;
                map.setView(map.unproject([x, y], 0), zoom, { animate: false });
                const drawn = () => document.querySelectorAll(
                    ".leaflet-rv-base-pane canvas:not(.leaflet-tile-loaded)").length === 0;
                do await new Promise((done) => setTimeout(done, 50));
                while (!drawn());
            }""",
            [x, y, zoom],
        )

    def look(self, share, pane, reach):
        """Return the pixels around a place, each as red, green, blue and opacity."""
        return self.page.evaluate(LOOK, {"at": world(share), "pane": pane, "reach": reach})

    def color(self, share):
        """Return the pixel of the ground at a place."""
        return self.look(share, "rv-base", 0)

    def ink(self, share, reach=12):
        """Return how names look around a place; nothing but noughts where there is none."""
        return self.look(share, "rv-names", reach)

    def choose(self):
        """Choose the base map, as one does."""
        self.reviewer.press("w")
        view = self.page.locator(".rv-view")
        view.locator("select").nth(1).select_option("pmtiles")


def world(share):
    """Return the pixel of the world at zoom 0 that lies at a place of the tile."""
    return [256 * (X + share[0]) / 2**Z, 256 * (Y + share[1]) / 2**Z]


@pytest.fixture
def tiles():
    """Give the tiles of the file, by place."""
    return {(Z, X, Y): TOWNS["protomaps"]}


@pytest.fixture
def base_maps(tmp_path, tiles):
    about = {"attribution": '<a href="https://o.example">Town survey</a>'}
    return BaseMaps(archive(tmp_path / "town.pmtiles", tiles, about=about))


@pytest.fixture
def mapped(reviewer):
    return Mapped(reviewer)


def start(mapped, language, zoom=16):
    mapped.reviewer.open(language)
    mapped.choose()
    mapped.go((0.5, 0.5), zoom)
    mapped.page.wait_for_timeout(500)  # names come after the ground
    return mapped


@pytest.mark.parametrize("tiles", [{(Z, X, Y): tile} for tile in TOWNS.values()], ids=TOWNS)
def test_water_road_and_names_are_drawn_in_either_schema_and_language(mapped):
    inks = {}
    for language in ("zh", "en"):
        start(mapped, language)
        assert mapped.color(ON_WATER) == WATER
        assert mapped.color(ON_ROAD) == PAPER, "a large road is a white band"
        assert mapped.color(ON_LAND) == NOTHING
        inks[language] = [mapped.ink(ON_NAME), mapped.ink(ON_ROAD, reach=100)]
        assert all(map(any, inks[language])), "both names are there"
        assert not any(mapped.ink(ON_LAND))
        expect(mapped.page.locator(".rv-foot-source")).to_contain_text("Town survey")
    assert inks["zh"][0] != inks["en"][0]
    assert inks["zh"][1] != inks["en"][1]


def test_tiles_are_drawn_beyond_the_last_zoom_and_between_zooms(mapped):
    start(mapped, "zh")
    for zoom in (17.25, 19):
        mapped.go(ON_ROAD, zoom)
        assert mapped.color(ON_ROAD) == PAPER
        assert mapped.color((0.76, 0.25)) == WATER
    mapped.go(ON_ROAD, 13)
    assert mapped.color(ON_WATER) == NOTHING, "below the first zoom there would be too many"


WARD = layer("wards", (AREA, [box(*at((0.55, 0.6)), *at((0.65, 0.8)))], {}))


@pytest.mark.parametrize("tiles", [{(Z, X, Y): WARD}])
def test_a_layer_nobody_knows_is_a_faint_outline(mapped):
    start(mapped, "en")
    assert mapped.color(ON_LAND) == NOTHING
    edges = [(0.6, 0.6), (0.65, 0.7), (0.6, 0.8), (0.55, 0.7)]
    inks = [max(mapped.look(edge, "rv-base", reach=2)[3::4]) for edge in edges]
    assert all(20 < ink < 128 for ink in inks)


def test_names_keep_clear_of_the_labels_of_the_plan(mapped):
    start(mapped, "zh", 17)
    mapped.page.evaluate(
        """() => {
            const { overlay, map } = gridplan.app;
            const size = map.getSize().add([320, 320]);
            const corner = map.containerPointToLayerPoint([-160, -160]);
            const taken = { boxes: () => [[0, 0, size.x, size.y]] };
            overlay.fire("drawn", { corner, size, ratio: 1, taken });
        }"""
    )
    mapped.page.wait_for_timeout(300)
    assert not any(mapped.ink(ON_NAME))


def test_another_base_map_takes_the_vectors_away(mapped):
    start(mapped, "en")
    assert mapped.page.locator(".leaflet-rv-base-pane canvas").count() > 0
    mapped.page.get_by_label("Base map").select_option("own")
    assert mapped.page.locator(".leaflet-rv-base-pane canvas, .rv-names").count() == 0
    assert "rv-on-vectors" not in mapped.page.locator(".rv-map").get_attribute("class")
    expect(mapped.page.locator(".rv-foot-source")).not_to_contain_text("Town survey")


BROKEN = {
    "cut": TOWNS["protomaps"][:-7],
    "noise": b"\xff" * 400,
    "html": b"<html>no tile</html>",
    "no extent": layer("water", (AREA, WATER_SHAPE, {}), extent=0),
}


@pytest.mark.parametrize(
    "tiles",
    [{(Z, X, Y): TOWNS["protomaps"], (Z, X + 1, Y): bad} for bad in BROKEN.values()],
    ids=BROKEN,
)
def test_a_broken_tile_is_left_out_with_one_message(mapped):
    start(mapped, "en")
    mapped.go((1.2, 0.3), 16)
    notice = mapped.page.locator(".rv-notice")
    expect(notice).to_contain_text("cannot be read")
    assert mapped.color((0.95, 0.25)) == WATER, "its neighbor is drawn"
    assert mapped.color((1.2, 0.25)) == NOTHING
    mapped.page.evaluate("document.querySelector('.rv-notices').replaceChildren()")
    for share in ((0.5, 0.5), (1.3, 0.3), (1.3, 0.6)):
        mapped.go(share, 17)
    expect(notice).to_have_count(0)
    asked = [url for url in mapped.reviewer.requests if f"/{X + 1}/{Y}?" in url]
    assert len(asked) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_tile_that_does_not_unpack_is_left_out_too(mapped, base_maps, tmp_path, language):
    path = tmp_path / "town.pmtiles"
    with path.open("r+b") as stream:
        stream.seek(base_maps.file.header["tile_data_offset"] + 12)
        stream.write(b"\xff" * 40)
    start(mapped, language)
    word = {"zh": "无法读取", "en": "cannot be read"}[language]
    expect(mapped.page.locator(".rv-notice")).to_contain_text(word)
    assert mapped.color(ON_WATER) == NOTHING
    refused, mapped.reviewer.faults = mapped.reviewer.faults, []
    assert len(refused) == 1
    assert "422" in refused[0]


@pytest.fixture
def module(reviewer):
    """Give what calls a function of a module of the page with bytes."""
    reviewer.page.goto(f"{reviewer.url}/static/app/mvt.js")

    def call(name, expression, *values):
        return reviewer.page.evaluate(
            f"async (values) => {{ const it = await import('/static/app/{name}');"
            f" return ({expression})(...values); }}",
            [list(value) if isinstance(value, bytes) else value for value in values],
        )

    return call


READ = """(bytes) => it.readTile(new Uint8Array(bytes)).map(({ name, features }) => [name,
    features.map(({ kind, tags, parts }) => [kind, Object.fromEntries(tags), parts])])"""


def test_features_are_read_as_they_were_written(module):
    tags = {"name": "南街", "lanes": -3, "wide": 2.5, "big": 2**40, "is_bridge": True}
    ring, hole = box(-10, -10, 4100, 4100), box(5, 5, 9, 9)
    tile = (
        layer("a", (LINE, [[(0, 0), (300, -20), (5, 5)], [(1, 1), (2, 2)]], tags))
        + layer("b", (AREA, [ring, hole], {}), (POINT, [[(7, 8)], [(9, 10)]], {"lanes": 1}))
        + layer("empty")
    )
    a, b, empty = module("mvt.js", READ, tile)
    assert a == ["a", [[LINE, tags, [[0, 0, 300, -20, 5, 5], [1, 1, 2, 2]]]]]
    flat = [[value for point in part for value in point] for part in (ring, hole)]
    assert b == ["b", [[AREA, {}, flat], [POINT, {"lanes": 1}, [[7, 8], [9, 10]]]]]
    assert empty == ["empty", []]


def test_every_extent_becomes_the_same_and_fields_to_come_are_passed_over(module):
    tile = layer("a", (POINT, [[(256, 512)]], {}), extent=512) + number(9, 7) + message(8, b"new")
    assert module("mvt.js", READ, tile) == [["a", [[POINT, {}, [[2048, 4096]]]]]]


def test_a_tile_cut_anywhere_is_refused_or_read_but_never_hangs(module):
    tile = TOWNS["protomaps"]
    n_read = module(
        "mvt.js",
        """(bytes) => bytes.map((_, n) => {
            try { return it.readTile(new Uint8Array(bytes.slice(0, n))).length; }
            catch { return -1; }
        }).filter((n) => n >= 0).length""",
        tile,
    )
    assert n_read == 4, "only between two of its four layers"


@pytest.mark.parametrize(
    "geometry",
    [
        packed([9, 2]),  # half a point
        packed([10, 2, 2]),  # a line that begins nowhere
        packed([2**31 * 8 + 1, 2, 2]),  # more points than can be
        packed([3, 2, 2]),  # no command
        b"\xff" * 12,  # a number without an end
    ],
)
def test_shapes_that_cannot_be_are_refused(module, geometry):
    feature = message(2, number(3, LINE) + message(4, geometry))
    with pytest.raises(Error):
        module("mvt.js", READ, message(3, message(1, b"a") + feature))


@pytest.mark.parametrize(
    ("layer_name", "kind", "tags", "role"),
    [
        ("water", AREA, {"kind": "ocean"}, "water"),
        ("waterway", LINE, {"class": "river"}, "stream"),
        ("landuse", AREA, {"pmap:kind": "park"}, "green"),
        ("landcover", AREA, {"class": "wood"}, "green"),
        ("landuse", AREA, {"class": "school"}, "special"),
        ("landuse", AREA, {"kind": "unheard of"}, None),
        ("buildings", AREA, {"kind": "building"}, "building"),
        ("buildings", POINT, {"kind": "address"}, None),
        ("boundary", LINE, {"admin_level": 6}, "boundary"),
        ("boundary", LINE, {"admin_level": 4, "maritime": 1}, None),
        ("roads", LINE, {"kind": "major_road", "kind_detail": "trunk"}, "arterial"),
        ("roads", LINE, {"kind": "major_road"}, "main"),
        ("roads", LINE, {"kind": "minor_road"}, "lane"),
        ("roads", LINE, {"kind": "rail"}, "railway"),
        ("transportation", LINE, {"class": "tertiary"}, "street"),
        ("transportation", LINE, {"class": "transit", "brunnel": "tunnel"}, None),
        ("transportation", AREA, {"class": "pier"}, None),
        ("pois", POINT, {"kind": "cafe"}, None),
        ("drains", LINE, {}, "unknown"),
        ("wards", AREA, {}, "unknown"),
        ("toString", POINT, {}, None),
    ],
)
def test_layers_of_both_schemas_have_their_role(module, layer_name, kind, tags, role):
    call = "(layer, kind, tags) => it.roleOf(layer, { kind, tags: new Map(Object.entries(tags)) })"
    assert module("vectorschema.js", call, layer_name, kind, tags) == role


@pytest.mark.parametrize(
    ("tags", "zh", "en"),
    [
        ({"name": "a", "name:zh": "b", "name:en": "c"}, "b", "c"),
        ({"name": "a"}, "a", "a"),
        ({"name": "a", "name:zh": ""}, "a", "a"),
        ({"name:zh-Hans": "b", "name_en": "c"}, "b", "c"),
        ({}, "", ""),
    ],
)
def test_a_name_is_that_of_the_language_before_that_of_the_place(module, tags, zh, en):
    call = "(tags) => ['zh', 'en'].map((one) => it.nameOf(new Map(Object.entries(tags)), one))"
    assert module("vectorschema.js", call, tags) == [zh, en]


def test_names_have_room_and_do_not_come_again_nearby(module):
    found = module(
        "vectornames.js",
        """(names) => it.placeNames(names, { width: 1000, height: 400, taken: [[0, 0, 100, 400]] },
            ({ text }) => 10 * text.length).map(({ text, x, y }) => [text, x, y])""",
        [
            named("taken", [[50, 200]]),
            named("here", [[300, 200]]),
            named("beside", [[310, 205]]),
            named("here", [[500, 200]]),
            named("here", [[900, 200]]),
            named("edge", [[999, 200]]),
            named("road", [[100, 50, 200, 50]], is_point=False),
            named("too short", [[400, 50, 440, 50]], is_point=False),
        ],
    )
    assert found == [["here", 300, 200], ["here", 900, 200], ["road", 150, 50]]


def named(text, lines, *, is_point=True):
    return {"text": text, "size": 10, "isPoint": is_point, "lines": lines}


@pytest.mark.parametrize(
    ("line", "middle", "degrees"),
    [
        ([0, 50, 100, 50, 100, 60], [50, 50], 0),
        ([100, 50, 0, 50], [50, 50], 0),
        ([50, 100, 50, 0], [50, 50], 90),
        ([-100, 50, 100, 50], [50, 50], 0),
        ([0, 0, 60, 2, 100, 0], [50, 0], 0),
        ([200, 0, 300, 0], None, None),
    ],
)
def test_a_road_is_named_on_its_longest_straight_stretch_that_is_seen(
    module, line, middle, degrees
):
    call = "(line) => it.longestStretch(line, { width: 100, height: 100 })"
    found = module("vectornames.js", call, line)
    if middle is None:
        assert found is None
    else:
        assert [found["x"], found["y"]] == pytest.approx(middle, abs=1)
        assert found["angle"] == pytest.approx(degrees * 3.14159 / 180, abs=0.01)
