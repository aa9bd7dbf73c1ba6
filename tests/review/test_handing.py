"""What leaves the app: files, the log, the list of moves, reasons."""

import csv
import io
import json
import zipfile

import numpy as np
import openpyxl

from gridplan.geo import WGS84, transform_xy
from gridplan.review.chain import START, link
from gridplan.review.handing import keep_public
from gridplan.review.importing import imported_state
from gridplan.review.moving import COLUMNS
from gridplan.review.sheets import csv_bytes, xlsx_bytes
from gridplan.review.state import first_state
from gridplan.testing.worlds import CRS
from tests.review.desks import edit
from tests.small import small_result

LABELS = small_result().plans[2].labels


def moved(desk):
    unit = 0
    target = int(LABELS[LABELS[unit] != LABELS][0])
    edit(desk, {"op": "move", "level": 2, "zone": target, "units": [unit]})
    return unit, target


def exported(client, formats, audience="internal"):
    found = client.post("/api/export?lang=en", json={"formats": formats, "audience": audience})
    assert found.status_code == 200, found.text
    assert "attachment" in found.headers["content-disposition"]
    return zipfile.ZipFile(io.BytesIO(found.content))


def test_the_plan_as_it_is_now_is_exported(room, client):
    unit, target = moved(room.desk)
    archive = exported(client, ["geojson", "gpkg"])
    assert {"units.geojson", "grids.geojson", "grids.gpkg"} <= set(archive.namelist())
    rows = [f["properties"] for f in json.loads(archive.read("units.geojson"))["features"]]
    own = next(row for row in rows if row["unit_id"] == str(small_result().units.ids[unit]))
    assert own["microgrid_code"] == small_result().plans[2].codes[target]


def test_the_log_is_exported_whole_with_its_last_hash(room, client):
    moved(room.desk)
    room.desk.comment("main", {"level": -1, "zone": -1, "unit": 0, "text": "=1+1"})
    archive = exported(client, ["log"])
    head = START
    for line in archive.read("edits.jsonl").decode("utf-8").splitlines():
        row = json.loads(line)
        found, previous = row.pop("hash"), row.pop("previous")
        assert previous == head
        assert link(previous, row) == found
        head = found
    assert json.loads(archive.read("edits-head.json"))["head"] == head
    table = list(csv.reader(io.StringIO(archive.read("comments.csv").decode("utf-8-sig"))))
    assert table[1][-1] == "'=1+1"


def test_comments_are_exported_as_tables_and_as_points(room, client):
    town = small_result()
    nothing = {"level": -1, "zone": -1, "unit": -1}
    ((lon, lat),) = transform_xy([town.units.xy_m[3]], source=CRS, target=WGS84).round(7).tolist()
    room.desk.comment("main", {**nothing, "text": "=here", "point": [lon, lat]})
    room.desk.comment("main", {**nothing, "unit": 3, "text": "unit"})
    room.desk.comment("main", {**nothing, "level": 2, "zone": 0, "text": "zone"})
    room.desk.comment("main", {**nothing, "text": "plan"})
    room.desk.settle(2, True)
    archive = exported(client, ["log"])
    layer = json.loads(archive.read("comments.geojson"))
    shapes = [feature["geometry"] for feature in layer["features"]]
    assert shapes[0] == shapes[1] == {"type": "Point", "coordinates": [lon, lat]}
    inside = transform_xy([shapes[2]["coordinates"]], source=WGS84, target=CRS)[0]
    nearest = int(np.hypot(*(town.units.xy_m - inside).T).argmin())
    assert town.plans[2].labels[nearest] == 0
    assert shapes[3] is None
    places = [feature["properties"]["place"] for feature in layer["features"]]
    assert places == ["", str(town.units.ids[3]), town.plans[2].codes[0], ""]
    assert [f["properties"]["is_resolved"] for f in layer["features"]] == [
        False,
        True,
        False,
        False,
    ]
    assert "lon" not in layer["features"][0]["properties"]
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("comments.xlsx"))).active
    head, first = list(sheet.iter_rows(values_only=True))[:2]
    row = dict(zip(head, first, strict=True))
    assert (row["lon"], row["lat"], row["text"]) == (lon, lat, "=here")
    assert sheet.cell(2, head.index("text") + 1).data_type == "s"
    table = list(csv.reader(io.StringIO(archive.read("comments.csv").decode("utf-8-sig"))))
    assert table[0] == list(head)


def test_a_comment_on_a_zone_that_is_gone_has_no_point(room, client):
    room.desk.comment("main", {"level": 2, "zone": 0, "unit": -1, "text": "zone"})
    edit(room.desk, {"op": "merge", "level": 2, "zones": [0], "into": 1})
    layer = json.loads(exported(client, ["log"]).read("comments.geojson"))
    assert layer["features"][0]["geometry"] is None


def test_comments_are_not_for_the_public(client):
    body = {"formats": ["geojson", "log"], "audience": "public"}
    assert client.post("/api/export", json=body).status_code == 422


def test_who_was_given_what_is_in_the_log(room, client):
    exported(client, ["geojson"])
    last = list(room.desk.entries())[-1]
    body = json.loads(last.body)
    assert (last.op, body["formats"], body["audience"]) == ("export", ["geojson"], "internal")
    assert len(body["sha256"]) == 64
    assert room.desk.revision("main").rev == 0


def test_the_public_gets_zones_and_no_building(client):
    names = exported(client, ["geojson"], "public").namelist()
    assert sorted(names) == ["grids.geojson", "microgrids.geojson"]
    body = {"formats": ["log"], "audience": "public"}
    assert client.post("/api/export", json=body).status_code == 422
    assert client.post("/api/export", json={**body, "formats": ["x"]}).status_code == 422


def test_small_numbers_are_not_published_nor_can_be_told_from_sums(tmp_path):
    rows = [("g1", 60), ("g1", 5), ("g1", 40), ("g2", 3), ("g2", 4), ("g3", 0), ("g3", 70)]
    features = [{"properties": {"parent_code": p, "households": n}} for p, n in rows]
    path = tmp_path / "microgrids.geojson"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    (tmp_path / "units.geojson").write_text("{}")
    keep_public(tmp_path)
    kept = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [one["properties"]["households"] for one in kept] == [60, None, None, None, None, 0, 70]
    assert not (tmp_path / "units.geojson").exists()


def test_the_list_of_moves_names_unit_building_and_zones(room, client):
    unit, target = moved(room.desk)
    found = client.get("/api/diff?other_rev=0&lang=en").json()
    row = found["moves"][0]
    assert (found["n_units"], found["households"]) == (1, 20)
    assert row["id"] == str(small_result().units.ids[unit])
    assert row["to_code"] == small_result().plans[2].codes[target]
    table = client.get("/api/diff?other_rev=0&format=csv&lang=zh").content
    assert table.decode("utf-8-sig").splitlines()[0] == ",".join(COLUMNS["zh"])
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/api/diff?other_rev=0&format=xlsx&lang=en").content)
    )
    assert book.active.cell(2, 1).value == row["id"]
    for wrong in ("format=pdf", "level=9", "other_scenario=none", "other_rev=99", "level=x"):
        assert client.get(f"/api/diff?{wrong}").status_code in (404, 422)


def test_a_text_in_a_sheet_is_never_a_formula():
    risky = ["=1+1", "+1", "-1", "@x", "\tx"]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["a"], [[one] for one in risky]))).active
    assert {sheet.cell(k, 1).data_type for k in range(1, 7)} == {"s"}
    lines = list(
        csv.reader(io.StringIO(csv_bytes(["a"], [[x] for x in risky]).decode("utf-8-sig")))
    )
    assert all(line[0].startswith("'") for line in lines[1:])


def test_a_zone_says_why_its_border_runs_there(room, client):
    moved(room.desk)
    zone = int(np.flatnonzero(~small_result().plans[2].is_special)[0])
    found = client.get(f"/api/why?level=2&zone={zone}&lang=en").json()
    assert len(found["text"]) == len(found["moves"]) > 0
    assert all(move["text"] and move["reason"] for move in found["moves"])
    for wrong in ("level=0&zone=0", "level=2&zone=9999", "level=2", "zone=1"):
        assert client.get(f"/api/why?{wrong}").status_code == 422


def test_another_plan_is_shown_beside_and_takes_no_edit(room, client):
    base = small_result()
    state = imported_state(base, first_state(base), base, "other")
    made = room.desk.show_beside("去年", state)
    shown = client.get(f"/api/state?scenario={made.id}&lang=en").json()
    assert (shown["is_frozen"], shown["scenarios"][1]["name"]) == (True, "去年")
    for asked in ({"op": "freeze", "is_frozen": False}, {"op": "undo"}):
        body = {"base_rev": 0, "scenario": made.id}
        path = "/api/undo" if asked["op"] == "undo" else "/api/edits"
        found = client.post(path, json={**body, **({} if asked["op"] == "undo" else asked)})
        assert found.status_code in (422, 423)
    assert client.post("/api/scenarios", json={"name": "x", "from": made.id}).status_code == 422
    assert client.get(f"/api/diff?other_scenario={made.id}").json()["n_units"] == 0


def test_units_that_another_plan_does_not_know_are_in_no_zone_of_it():
    from dataclasses import replace

    base = small_result()
    ids = base.units.ids.copy()
    ids[0] = "renamed"
    fewer = replace(base, units=replace(base.units, ids=ids))
    state = imported_state(base, first_state(base), fewer, "other")
    own = state.levels[2]
    assert own.zones[own.labels[0]].name == "—"
    assert (own.labels[1:] == base.plans[2].labels[1:]).all()
