"""The compiler starts early, once per machine."""

import subprocess
import sys
from pathlib import Path

from gridplan.cli import ahead
from gridplan.partition.ahead import PARTS, compile_part


def test_kept_machine_code_is_found():
    for part in PARTS:
        compile_part(part)
    assert ahead.has_machine_code()


def test_with_machine_code_nothing_is_started(monkeypatch):
    monkeypatch.setattr(ahead, "has_machine_code", lambda: True)
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *a, **k: 1 / 0)
    with ahead.engine_compiling() as finish:
        finish()


def test_the_other_process_ends_with_the_block(monkeypatch):
    started = []
    real = subprocess.Popen

    def popen(command, **options):
        started.append(real([sys.executable, "-c", "import time; time.sleep(60)"], **options))
        return started[-1]

    monkeypatch.setattr(ahead, "has_machine_code", lambda: False)
    monkeypatch.setattr(ahead.subprocess, "Popen", popen)
    with ahead.engine_compiling():
        pass
    assert [process.poll() is None for process in started] == [False]


def test_the_engine_lies_where_its_machine_code_is_looked_for():
    import gridplan.partition

    assert (Path(gridplan.partition.__file__).parent / "search.py").is_file()
