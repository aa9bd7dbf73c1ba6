"""SQLite's writes and syncs, noted one by one, so that a power cut can be played at any of them.

A VFS of our own stands before the one of the system: it opens files as that one does, and puts
its own `xWrite`, `xTruncate` and `xSync` into the table of functions of each file. Every call is
noted, then done. `Cut` builds from the notes what a disk may hold after a power cut: what was
synced is there, what was not is lost, there, or torn at a sector.
"""

import ctypes
import ctypes.util
import os
import random
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
_INT, _PTR, _I64 = ctypes.c_int, ctypes.c_void_p, ctypes.c_int64
# a name is passed on as it came: the system keeps where it lies, not what it says
_OPEN = ctypes.CFUNCTYPE(_INT, _PTR, _PTR, _PTR, _INT, _PTR)
_DELETE = ctypes.CFUNCTYPE(_INT, _PTR, _PTR, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _PTR, _PTR, _INT, _I64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _PTR, _I64)
_SYNC = ctypes.CFUNCTYPE(_INT, _PTR, _INT)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", _INT), ("szOsFile", _INT), ("mxPathname", _INT), ("pNext", _PTR),
        ("zName", ctypes.c_char_p), ("pAppData", _PTR), ("xOpen", _PTR), ("xDelete", _PTR),
        *((f"x{k}", _PTR) for k in range(16)),
    )  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", _INT), ("xClose", _PTR), ("xRead", _PTR), ("xWrite", _PTR),
        ("xTruncate", _PTR), ("xSync", _PTR), *((f"x{k}", _PTR) for k in range(13)),
    )  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A write, truncation, sync or deletion of one file, or a mark of our own."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


class Recorder:
    """Notes of everything that SQLite does to files as long as it is installed."""

    def __init__(self):
        self.events = []
        self._library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._library.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
        self._library.sqlite3_vfs_register.argtypes = (ctypes.POINTER(_Vfs), _INT)
        self._library.sqlite3_vfs_unregister.argtypes = (ctypes.POINTER(_Vfs),)
        self._system = self._library.sqlite3_vfs_find(None)
        self._names = {}
        self._tables = {}
        self._kept = []
        self._vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self._vfs), self._system, ctypes.sizeof(_Vfs))
        self._vfs.zName, self._vfs.pNext = b"recorder", None
        own_open, own_delete = _OPEN(self._open), _DELETE(self._delete)
        self._kept += [own_open, own_delete]
        self._vfs.xOpen = ctypes.cast(own_open, _PTR)
        self._vfs.xDelete = ctypes.cast(own_delete, _PTR)

    @contextmanager
    def installed(self):
        """Stand before the files of all connections that are opened in the meantime."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield self
        finally:
            self._library.sqlite3_vfs_register(self._system, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def mark(self, kind, at):
        """Note something of our own between what is done to files."""
        self.events.append(Event(kind, at=at))

    def _open(self, vfs, name, file, flags, out):
        found = _OPEN(self._system.contents.xOpen)(vfs, name, file, flags, out)
        table = ctypes.cast(file, ctypes.POINTER(_PTR)).contents
        if found == 0 and table.value and name:
            self._names[file] = _file_name(name)
            ctypes.cast(file, ctypes.POINTER(_PTR))[0] = self._own_table(table.value)
        return found

    def _delete(self, vfs, name, folder_too):
        self.events.append(Event("delete", _file_name(name)))
        return _DELETE(self._system.contents.xDelete)(vfs, name, folder_too)

    def _own_table(self, address):
        """Return the address of a table of functions with ours in it."""
        if address not in self._tables:
            own = _Methods.from_buffer_copy(_Methods.from_address(address))
            write, truncate, sync = (
                kind(getattr(own, name))
                for kind, name in ((_WRITE, "xWrite"), (_TRUNCATE, "xTruncate"), (_SYNC, "xSync"))
            )

            def on_write(file, data, size, at):
                content = ctypes.string_at(data, size)
                self.events.append(Event("write", self._names[file], at, content))
                return write(file, data, size, at)

            def on_truncate(file, size):
                self.events.append(Event("truncate", self._names[file], size))
                return truncate(file, size)

            def on_sync(file, flags):
                done = sync(file, flags)
                self.events.append(Event("sync", self._names[file]))
                return done

            ours = (_WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync))
            own.xWrite, own.xTruncate, own.xSync = (ctypes.cast(one, _PTR) for one in ours)
            self._tables[address] = own
            self._kept.append(ours)
        return ctypes.addressof(self._tables[address])


def _file_name(address):
    return Path(os.fsdecode(ctypes.string_at(address))).name


class Disk:
    """What was done to files up to a point, and which of it is safe."""

    def __init__(self):
        self.safe = {}
        self.loose = {}

    def take(self, event):
        """Do what an event says; a write is loose until its file is synced."""
        if event.kind in ("write", "truncate"):
            self.loose.setdefault(event.file, []).append(event)
        elif event.kind == "sync":
            content = self.safe.setdefault(event.file, bytearray())
            for one in self.loose.pop(event.file, []):
                apply(content, one)
        elif event.kind == "delete":
            self.safe.pop(event.file, None)
            self.loose.pop(event.file, None)

    def after_cut(self, rng):
        """Return files as a power cut may leave them: loose writes lost, kept or torn."""
        files = {name: bytearray(content) for name, content in self.safe.items()}
        fate = rng.choice(("lost", "kept", "mixed", "torn"))
        for name, events in self.loose.items():
            content = files.setdefault(name, bytearray())
            for event in events:
                if fate == "kept" or (fate == "mixed" and rng.random() < 0.5):
                    apply(content, event)
                elif fate == "torn":
                    apply(content, torn(event, rng))
        return files


def torn(event, rng):
    """Return a write of which only some sectors at its beginning arrive."""
    if event.kind != "write":
        return event
    n_sectors = rng.randrange(len(event.data) // SECTOR + 1)
    return Event("write", event.file, event.at, event.data[: n_sectors * SECTOR])


def apply(content, event):
    """Do a write or a truncation to the content of a file."""
    if event.kind == "truncate":
        del content[event.at :]
        return
    if len(content) < event.at:
        content.extend(bytes(event.at - len(content)))
    content[event.at : event.at + len(event.data)] = event.data


def cuts(events, n, seed=0):
    """Yield for *n* points in time what is acknowledged until then and what the disk may hold."""
    rng = random.Random(seed)
    first = next(k for k, event in enumerate(events) if event.kind == "ready")
    points = sorted(rng.randrange(first, len(events)) for _ in range(n))
    disk, acknowledged, position = Disk(), 0, 0
    for point in points:
        for event in events[position : point + 1]:
            if event.kind == "acknowledged":
                acknowledged = event.at
            disk.take(event)
        position = max(position, point + 1)
        yield acknowledged, disk.after_cut(rng)
