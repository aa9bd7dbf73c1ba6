"""What a page asks for and what goes wrong on it, while a test looks at it."""

from pathlib import Path


class Watched:
    """A page, what it asked for and what went wrong on it.

    *home* are beginnings of addresses on this machine: what the page may ask for.
    """

    def __init__(self, page, home):
        self.page = page
        self.home = home
        self.requests = []
        self.faults = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)

    def _note(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    @property
    def foreign(self):
        """Requests that left the machine."""
        return [url for url in self.requests if not url.startswith(self.home)]

    def go(self, address):
        """Open an address and wait until the page says that it is ready."""
        self.page.goto(address)
        self.page.locator("html[data-ready]").wait_for(state="attached")


class Visit(Watched):
    """A page that is a file."""

    def __init__(self, page):
        super().__init__(page, ("file:", "data:", "blob:"))

    def open(self, path, tail=""):
        """Open a file and wait until it says that it is ready."""
        self.go(Path(path).as_uri() + tail)
        return self.page
