"""The reader process: only the drivers the product needs, no network, limits, a clean end."""

import http.server
import os
import shutil
import threading

import pyogrio
import pytest

from gridplan.read import inspect, load, process
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions
from tests.read.towns import buildings, put, roads

pytestmark = pytest.mark.real_reader


@pytest.fixture
def listener():
    """Count the requests that reach this machine."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, requests
    server.shutdown()
    server.server_close()


def vrt(source):
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="buildings"><SrcDataSource>'
        f"{source}</SrcDataSource><SrcLayer>a</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def test_a_disguised_vrt_asks_no_host_and_shows_no_file(tmp_path, listener):
    port, requests = listener
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n330411199001011234\n")
    url = f"/vsicurl/http://127.0.0.1:{port}/a.geojson"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "buildings.geojson").write_text(vrt(url))
    (folder / "roads.gpkg").write_text(vrt(url))
    (folder / "water.fgb").write_text(vrt(secret))
    found = inspect(folder)
    assert len(found.faults) >= 3
    assert requests == []
    assert "330411199001011234" not in str(found.to_json("en"))
    with pytest.raises(pyogrio.errors.CRSError):
        pyogrio.read_dataframe(folder / "roads.gpkg")  # the control: without the reader it asks
    assert requests


def test_what_kills_the_reader_is_named_and_the_rest_is_still_judged(tmp_path, monkeypatch):
    put(tmp_path, buildings=buildings(3, building_id=["A", "A", "B"]), roads=roads())
    real = process.attempt

    def fall(files, options, place):
        if any("roads" in str(one["path"]) for one in files):
            return None, str(tmp_path / "roads.gpkg"), "signal 11"
        return real(files, options, place)

    monkeypatch.setattr(process, "attempt", fall)
    faults = {fault.key: fault for fault in inspect(tmp_path).faults}
    assert faults["read.reader_stopped"].values == {"where": "roads.gpkg", "reason": "signal 11"}
    assert "read.duplicate_ids" in faults


def test_a_reader_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    put(tmp_path, buildings=buildings())
    monkeypatch.setattr(process, "_CPU_S", 0)
    monkeypatch.setattr(process, "_CPU_S_PER_MB", 0.0)
    (fault,) = inspect(tmp_path).faults
    assert fault.key == "read.reader_stopped"


def test_the_memory_limit_grows_with_the_input():
    small, large = (
        process.job_of([{"path": "a", "bytes": size}], ReadOptions())["memory_bytes"]
        for size in (1000, 100 << 20)
    )
    assert small < 2.1 * (1 << 30) < large


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    put(tmp_path, buildings=buildings())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = {one.name: one.read_bytes() for one in tmp_path.glob("*.gpkg")}
    load(tmp_path)
    assert list(scratch.iterdir()) == []
    assert {one.name: one.read_bytes() for one in tmp_path.glob("*.gpkg*")} == before


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path):
    put(tmp_path, buildings=buildings())
    (tmp_path / "roads.geojson").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "gates.geojson")
    assert [one.role for one in inspect(tmp_path).sources] == ["buildings"]
    assert [f.key for f in inspect(tmp_path / "gates.geojson").faults] == ["read.not_a_local_file"]


def test_a_zipped_shapefile_is_read(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    frame = buildings().rename(columns={"building_id": "id"})
    frame.to_file(inside / "buildings.shp", encoding="GBK")
    shutil.make_archive(str(tmp_path / "town"), "zip", inside)
    area = load(tmp_path / "town.zip")
    assert area.buildings["building_id"].tolist() == ["001", "002", "003"]
    assert area.sources[0].path == "town.zip"


def test_an_empty_list_of_sources_is_a_fault(tmp_path):
    assert [fault.key for fault in inspect(tmp_path).faults] == ["read.nothing_to_read"]
    log = Log()
    outcome = process.run([], ReadOptions(), tmp_path, log)
    assert outcome.tables == []
