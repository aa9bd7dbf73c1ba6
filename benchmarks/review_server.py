"""A review server in a process of its own, for the benchmarks that talk to it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import time

from gridplan.review.app import build_app
from gridplan.review.aside import Aside
from gridplan.review.server import Service, lay_out, rules_of, run_app

TOKEN = "benchmark"
HOST = "127.0.0.1"


class Server:
    """Serves a plan from a fork of this process, so that it is up in no time."""

    def __init__(self, base, plan):
        own = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.bind((HOST, 0))
        self.port = own.getsockname()[1]
        self.pid = os.fork()
        if not self.pid:
            self._serve(base, plan, own)
        own.close()

    def _serve(self, base, plan, own):
        try:
            service = Service("en", "bench")
            with contextlib.closing(Aside()) as check:
                room = lay_out(base, plan, service, check)
                run_app(build_app(room, rules_of(service, TOKEN, self.port)), own)
        finally:
            os._exit(0)

    def kill(self):
        """End it as a power button would."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Client:
    """Asks a server over one connection."""

    def __init__(self, port):
        self.port = port
        self.link = None

    def ask(self, method, path, body=None):
        """Return status and answer."""
        if self.link is None:
            self.link = http.client.HTTPConnection(HOST, self.port, timeout=20)
        headers = {"X-Gridplan-Token": TOKEN, "Content-Type": "application/json"}
        self.link.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.link.getresponse()
        return answer.status, json.loads(answer.read() or b"null")

    def wait(self, seconds=30.0):
        """Wait until the server answers; return the state."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                return self.ask("GET", "/api/state")[1]
            self.link = None
            time.sleep(0.01)
        raise TimeoutError("the server does not answer")

    def edit(self, rev, body, edit_id):
        """Make an edit upon the newest revision, again and again where others were faster."""
        while True:
            asked = {"base_rev": rev, "scenario": "main", "edit_id": edit_id, **body}
            start = time.perf_counter()
            status, answer = self.ask("POST", "/api/edits?answer=changes", asked)
            spent = time.perf_counter() - start
            if status == 409:
                rev = answer["error"]["rev"]
                continue
            return status, answer.get("rev", rev), spent
