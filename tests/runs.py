"""gridplan as a program of its own, and what it leaves behind."""

import json
import subprocess
import sys


def gridplan(*arguments):
    command = [sys.executable, "-m", "gridplan", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def plan(source, folder, *flags):
    done = gridplan("plan", source, "--profile", "xiuzhou-2023", "-o", folder, *flags)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))
