"""The kernels compiled ahead are the ones a search runs."""

import os
import subprocess
import sys
from pathlib import Path

import gridplan
from gridplan.partition import ahead

SEARCH = """
import numpy as np
from gridplan.params import Band
from gridplan.partition import Problem, nest, to_rows
indptr, indices = to_rows([[0, 1], [1, 2]], 3)
nest(Problem(households=np.array([60, 30, 40]), band=Band(50, 80),
     xy_m=np.zeros((3, 2)), indptr=indptr, indices=indices), [Band(0, 500), Band(50, 80)])
nest(Problem(households=np.array([60, 30, 40]), band=Band(50, 80), xy_m=np.zeros((3, 2)),
     n_zones=2), None)
"""


def test_the_build_compiles_every_part():
    build = Path(gridplan.__file__).parent / "build.py"
    assert f"PARTS = {ahead.PARTS!r}".replace("'", '"') in build.read_text(encoding="utf-8")


def test_kept_machine_code_is_found():
    ahead.compile_part("anneal")
    assert ahead.is_compiled()


def test_a_search_finds_everything_compiled(tmp_path):
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    for part in ahead.PARTS:
        command = [sys.executable, "-m", "gridplan.partition.ahead", part]
        subprocess.run(command, env=environment, check=True)
    kept = sorted(path.name for path in tmp_path.rglob("*.nbc"))
    subprocess.run([sys.executable, "-c", SEARCH], env=environment, check=True)
    assert sorted(path.name for path in tmp_path.rglob("*.nbc")) == kept
