"""A review server for each test that wants one, and a reviewer before it."""

import shutil
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn

from gridplan.document import write_document
from gridplan.review.app import build_app
from gridplan.review.basemaps import BaseMaps
from gridplan.review.server import Service, open_room, rules_of
from tests.review import desks
from tests.review.desk import Reviewer
from tests.small import small_result

HOST = "127.0.0.1"
TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="session")
def document(tmp_path_factory):
    """Write each town once; give what copies the document of one into a folder."""
    kept = {}

    def copy(make, folder):
        if make not in kept:
            kept[make] = tmp_path_factory.mktemp("town") / "plan.gpkg"
            write_document(make(), kept[make], language="zh")
        shutil.copy(kept[make], folder)

    return copy


@pytest.fixture
def base_maps():
    """Give what may lie under the plan: nothing, unless a module says otherwise."""
    return BaseMaps()


@pytest.fixture
def served(request, tmp_path, document, base_maps):
    """Serve the small town, or what ``@pytest.mark.reviewed`` makes; give the address."""
    mark = request.node.get_closest_marker("reviewed")
    document(mark.args[0] if mark else small_result, tmp_path)
    service = Service(language="zh", author="Wang", base_maps=base_maps)
    room = open_room(tmp_path, service)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind((HOST, 0))
    port = listener.getsockname()[1]
    app = build_app(room, rules_of(service, TOKEN, port))
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://{HOST}:{port}"
    server.should_exit = server.force_exit = True
    thread.join(10)
    room.jobs.close()
    room.desk.store.close()


@contextmanager
def seated(browser, url):
    """Give a `Reviewer` in a fresh window; at the end nothing may have gone wrong or astray."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    found = Reviewer(page, url, TOKEN)
    yield found
    context.close()
    assert found.foreign == []
    assert found.faults == []


@pytest.fixture
def reviewer(served, browser):
    """Give somebody who reviews the plan."""
    with seated(browser, served) as found:
        yield found


@pytest.fixture
def colleague(served, browser):
    """Give somebody else who reviews the same plan, in a window of his own."""
    with seated(browser, served) as found:
        yield found


@pytest.fixture
def desk(reviewer):
    """Give a reviewer whose page is open in English."""
    return reviewer.open("en")


@pytest.fixture
def room(tmp_path):
    """Give all that a server of the small town works with."""
    found = desks.open_room(tmp_path)
    yield found
    found.desk.store.close()


@pytest.fixture
def client(room):
    """Give who asks that server."""
    return desks.client_of(room)
