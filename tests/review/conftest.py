"""A plan of its own for each test that wants one served, and reviewers before it."""

import shutil
import socket
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import uvicorn

from gridplan.document import read_document, write_document
from gridplan.review.app import build_app
from gridplan.review.basemaps import BaseMaps
from gridplan.review.server import Service, lay_out, rules_of
from tests.review import desks
from tests.review.desk import Reviewer
from tests.small import small_result

HOST = "127.0.0.1"
TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="session")
def read_town(tmp_path_factory):
    """Write each town once and read it once; give what returns its document and its plan."""

    @cache
    def read(make):
        file = tmp_path_factory.mktemp("town") / "plan.gpkg"
        write_document(make(), file, language="zh")
        return file, read_document(file)

    return read


@pytest.fixture(scope="session")
def document(read_town):
    """Give what copies the document of a town into a folder, and returns the copy."""

    def copy(make, folder):
        file, _ = read_town(make)
        return Path(shutil.copy(file, folder))

    return copy


class Stage:
    """A server that stays, while what it serves changes from test to test."""

    def __init__(self):
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.listener.bind((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.app = None
        config = uvicorn.Config(self.serve, interface="asgi3", log_level="critical", lifespan="off")
        self.server = uvicorn.Server(config)
        run = {"sockets": [self.listener]}
        self.thread = threading.Thread(target=self.server.run, kwargs=run, daemon=True)
        self.thread.start()

    async def serve(self, scope, receive, send):
        """Answer as what is on does."""
        await self.app(scope, receive, send)

    def close(self):
        """End it."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)


@pytest.fixture(scope="session")
def stage():
    """Give the server of all tests."""
    found = Stage()
    yield found
    found.close()


@pytest.fixture
def base_maps():
    """Give what may lie under the plan: nothing, unless a module says otherwise."""
    return BaseMaps()


@pytest.fixture
def served(request, tmp_path, document, read_town, stage, base_maps):
    """Serve the small town, or what ``@pytest.mark.reviewed`` makes; give the address."""
    mark = request.node.get_closest_marker("reviewed")
    make = mark.args[0] if mark else small_result
    service = Service(language="zh", author="Wang", base_maps=base_maps)
    room = lay_out(read_town(make)[1], document(make, tmp_path), service)
    stage.app = build_app(room, rules_of(service, TOKEN, stage.port))
    yield f"http://{HOST}:{stage.port}"
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
