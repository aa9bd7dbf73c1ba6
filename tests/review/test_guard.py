"""Every route against bad requests, from the list of routes; without the guard they pass."""

from dataclasses import replace
from itertools import count

import pytest
from starlette.websockets import WebSocketDisconnect

from gridplan.review import bodies, pace
from gridplan.review.app import build_unguarded
from gridplan.review.guard import UPLOAD, Guard, Rules, is_open
from gridplan.review.pace import BUDGETS, EDITS, Budget, Paces
from gridplan.review.refusal import Refused
from gridplan.review.routes import WAYS
from tests.review.desks import HOST, RULES, TOKEN, TestClient, client_of, open_room

FOREIGN = {
    "host": ({"host": "evil.example:8765"}, 421),
    "no port": ({"host": "127.0.0.1"}, 421),
    "site": ({"sec-fetch-site": "cross-site"}, 403),
    "same site": ({"sec-fetch-site": "same-site"}, 403),
    "origin": ({"origin": "http://evil.example"}, 403),
    "null origin": ({"origin": "null"}, 403),
}
BODIES = {
    "not json": (b"{", 400),
    "not utf-8": (b'{"a": "\xff"}', 400),
    "nan": (b'{"a": NaN}', 400),
    "infinite": (b'{"a": 1e999}', 400),
    "twice": (b'{"a": 1, "a": 2}', 400),
    "surrogate": (b'{"a": "\\ud800"}', 400),
    "deep": (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
    "very deep": (b"[" * 100_000, 400),
    "long text": (b'{"a": "' + b"x" * 2001 + b'"}', 400),
    "large number": (b'{"a": 9223372036854775808}', 400),
    "list": (b"[]", 422),
    "null": (b"null", 422),
    "stranger": (b'{"stranger": 1}', 422),
    "large": (b'"' + b"x" * 2_000_001 + b'"', 413),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    found = open_room(tmp_path_factory.mktemp("guard"))
    yield found
    found.desk.store.close()


@pytest.fixture(scope="module")
def client(room):
    """Give a client to whom an hour passes between two writes."""
    found = client_of(room)
    found.app.paces = Paces(clock=count(0.0, 3600.0).__next__)
    return found


def address(way):
    filled = {
        "{shelf}/{name:path}": "map/dom.js",
        "{id:int}": "1",
        "{id}": "main",
        "{job}": "1",
        "{z:int}/{x:int}/{y:int}": "0/0/0",
    }
    path = way.path
    for mark, value in filled.items():
        path = path.replace(mark, value)
    assert "{" not in path, f"say what stands for the parts of {way.path}"
    return path


def every(ways):
    return [pytest.param(way, id=f"{way.method} {way.path}") for way in ways]


WRITES = [way for way in WAYS if way.method == "POST" and way.path != UPLOAD]
UPLOADS = [way for way in WAYS if way.path == UPLOAD]
CLOSED = [way for way in WAYS if not is_open(
    {"type": "http", "method": way.method, "path": way.path}
)]  # fmt: skip


def send(client, way, **options):
    if way.method == "POST":
        options = {"json": {}, **options}
    return client.request(way.method, address(way), **options)


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("way", every(WAYS))
def test_strangers_are_turned_away_everywhere(client, way, name):
    headers, status = FOREIGN[name]
    found = send(client, way, headers=headers)
    assert found.status_code == status
    assert found.json()["error"]["message"]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
@pytest.mark.parametrize("way", every(CLOSED))
def test_no_route_with_data_answers_without_the_token(client, way, token):
    found = send(client, way, headers={"X-Gridplan-Token": token.encode("utf-8")})
    assert found.status_code == 401


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("way", every(WRITES))
def test_bad_bodies_are_turned_away_everywhere(client, way, name):
    body, status = BODIES[name]
    headers = {"content-type": "application/json"}
    found = client.request(way.method, address(way), content=body, headers=headers)
    assert found.status_code == status
    assert found.json()["error"]["message"]


@pytest.mark.parametrize("way", every(WRITES))
def test_only_json_is_read(client, way):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"content-type": kind}
        found = client.request(way.method, address(way), content=b"{}", headers=headers)
        assert found.status_code == 415


@pytest.mark.parametrize("way", every(CLOSED))
def test_without_the_guard_the_same_requests_pass(room, way):
    """The control: it is the guard that turns strangers away."""
    if way.path == "/api/events":
        return  # it would wait
    bare = TestClient(build_unguarded(room), base_url="http://evil.example")
    found = send(bare, way, headers={"origin": "http://evil.example"})
    assert found.status_code not in (401, 403, 421)


def test_every_write_has_a_schema():
    assert all(way.body is not None for way in WRITES)


@pytest.mark.parametrize("way", every(WAYS))
def test_every_answer_carries_the_headers(client, way):
    found = send(client, way, headers={"X-Gridplan-Token": "wrong"})
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert "unsafe" not in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["referrer-policy"] == "no-referrer"
    assert found.headers["cache-control"] == "no-store"
    assert found.headers["cross-origin-opener-policy"] == "same-origin"
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in found.headers


async def greet(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Gridplan-Token": "wrong"},
        *({"X-Gridplan-Token": TOKEN, **headers} for headers, _ in FOREIGN.values()),
    ],
)
def test_a_websocket_meets_the_same_guard(headers):
    client = TestClient(Guard(greet, RULES), base_url=f"http://{HOST}")
    host = {"host": HOST}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/", headers={**host, **headers}),
    ):
        pass


def test_a_websocket_with_the_token_is_let_through():
    client = TestClient(Guard(greet, RULES), base_url=f"http://{HOST}")
    with client.websocket_connect("/", headers={"host": HOST, "X-Gridplan-Token": TOKEN}):
        pass


def test_a_link_to_the_page_may_come_from_anywhere(client):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=headers).status_code in (200, 404)
    assert client.get("/api/state", headers=headers).status_code == 403


def test_beyond_this_machine_a_name_and_the_password_are_asked_for(room):
    rules = Rules(RULES.hosts, TOKEN, password="a long password", language="en")
    client = client_of(room, rules)
    assert client.get("/").status_code == 401
    assert "Basic" in client.get("/").headers["www-authenticate"]
    for wrong in (("li", "wrong"), ("", "a long password")):
        assert client.get("/api/state", auth=wrong).status_code == 401
    found = client.get("/api/state", auth=("李", "a long password"))
    assert (found.status_code, found.json()["user"]) == (200, "李")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain", ""])
@pytest.mark.parametrize("way", every(UPLOADS))
def test_an_upload_is_bytes_and_nothing_a_form_can_send(client, way, kind):
    found = client.post(way.path, content=b"x", headers={"content-type": kind})
    assert found.status_code == 415
    assert "application/octet-stream" in found.json()["error"]["message"]


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("way", every(UPLOADS))
def test_an_upload_is_bounded_in_size_and_leaves_nothing(
    client, way, is_announced, monkeypatch, tmp_path
):
    monkeypatch.setattr(bodies, "MAX_FILE", 1000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    content = b"x" * 1001 if is_announced else iter([b"x" * 600, b"x" * 600])
    headers = {"content-type": "application/octet-stream"}
    found = client.post(way.path, content=content, headers=headers)
    assert (found.status_code, found.json()["error"]["code"]) == (413, "too_large")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "plan_unreadable"),
        (b"{}", "zones_unreadable"),
        (b"SQLite format 3\x00" + bytes(4000), "plan_unreadable"),
    ],
)
@pytest.mark.parametrize("way", every(UPLOADS))
def test_an_upload_that_is_no_plan_is_turned_away(
    client, way, content, code, monkeypatch, tmp_path
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    headers = {"content-type": "application/octet-stream"}
    found = client.post(way.path, content=content, headers=headers)
    assert (found.status_code, found.json()["error"]["code"]) == (422, code)
    assert list(tmp_path.iterdir()) == []


def test_the_pace_of_each_kind_of_work_is_its_own():
    now = [0.0]
    paces = Paces(clock=lambda: now[0])
    for path, budget in {**BUDGETS, "/api/edits": EDITS}.items():
        for _ in range(budget.most):
            paces.spend("wang", path)
        with pytest.raises(Refused, match="too_fast") as found:
            paces.spend("wang", path)
        assert found.value.headers == {"Retry-After": str(-(-60 // budget.per_minute))}
        paces.spend("li", path)
    now[0] += 60 / BUDGETS["/api/plans"].per_minute
    paces.spend("wang", "/api/plans")
    with pytest.raises(Refused, match="too_fast"):
        paces.spend("wang", "/api/plans")


def test_a_pace_is_set_for_routes_that_are_there():
    assert set(BUDGETS) <= {way.path for way in WAYS if way.method == "POST"}
    assert UPLOAD in BUDGETS


def test_the_pace_of_all_that_is_not_named_is_one(monkeypatch):
    monkeypatch.setattr(pace, "EDITS", Budget(2, 1))
    paces = Paces(clock=lambda: 0.0)
    paces.spend("wang", "/api/edits")
    paces.spend("wang", "/api/undo")
    with pytest.raises(Refused, match="too_fast"):
        paces.spend("wang", "/api/nothing/of/the/kind")


def test_the_pace_of_clients_is_forgotten_the_oldest_first(monkeypatch):
    monkeypatch.setattr(pace, "MAX_KNOWN", 2)
    monkeypatch.setattr(pace, "EDITS", Budget(1, 1))
    paces = Paces(clock=lambda: 0.0)
    for client in ("a", "b", "c", "a"):
        paces.spend(client, "/api/edits")
    with pytest.raises(Refused, match="too_fast"):
        paces.spend("c", "/api/edits")


def test_who_keeps_no_pace_is_told_when_to_come_again(room, monkeypatch):
    monkeypatch.setattr(pace, "EDITS", Budget(2, 6))
    client = TestClient(
        Guard(build_unguarded(room), RULES, Paces(clock=lambda: 0.0)),
        base_url=f"http://{HOST}",
        headers={"X-Gridplan-Token": TOKEN},
    )
    found = [client.post("/api/undo", json={}) for _ in range(3)]
    assert [one.status_code for one in found] == [422, 422, 429]
    assert found[2].headers["retry-after"] == "10"
    assert "10 s" in found[2].json()["error"]["message"]
    assert client.get("/api/state").status_code == 200
    assert client.post("/api/solve", json={}).status_code == 422


def test_who_guesses_tokens_is_made_to_wait(room, monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr("gridplan.review.guard.sleep", sleep)
    client = client_of(room, replace(RULES, delay_s=1.0))
    for _ in range(7):
        wrong = client.get("/api/state", headers={"X-Gridplan-Token": "wrong"})
        assert wrong.status_code == 401
    assert waited == [1.0, 1.0]
    assert client.get("/api/state").status_code == 200
    client.get("/api/state", headers={"X-Gridplan-Token": "wrong"})
    assert waited == [1.0, 1.0]
