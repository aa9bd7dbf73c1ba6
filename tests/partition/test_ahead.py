"""The kernels compiled ahead are the ones a search runs."""

import os
import re
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
side = np.arange(40)
indptr, indices = to_rows(np.column_stack([side[:-1], side[1:]]), 40)
nest(Problem(households=np.full(40, 10), band=Band(150, 250), n_zones=2, indptr=indptr,
     indices=indices, xy_m=np.column_stack([10.0 * side, 0.0 * side])), None)
"""


def kept_code(*arguments):
    """Run Python; return the files of machine code that it and its children read or wrote."""
    environment = {**os.environ, "NUMBA_DEBUG_CACHE": "1"}
    command = [sys.executable, *arguments]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return set(re.findall(r"\[cache\] data (?:loaded from|saved to) '(.+\.nbc)'", told.stdout))


def test_the_build_compiles_every_part():
    build = Path(gridplan.__file__).parent / "build.py"
    assert f"PARTS = {ahead.PARTS!r}".replace("'", '"') in build.read_text(encoding="utf-8")


def test_kept_machine_code_is_found():
    ahead.compile_part("anneal")
    assert ahead.is_compiled()


def test_a_search_and_the_demo_run_only_what_is_compiled_ahead(tmp_path):
    parts = [kept_code("-m", "gridplan.partition.ahead", part) for part in ahead.PARTS]
    ahead_of_time = set.union(*parts)
    for task in (["-c", SEARCH], ["-m", "gridplan", "demo", "-o", str(tmp_path / "demo")]):
        used = kept_code(*task)
        assert used
        assert used <= ahead_of_time
