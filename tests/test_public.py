"""The public surface is small, exact, and quick to import."""

import subprocess
import sys

import gridplan


def test_public_names_exist_and_are_at_most_fifteen():
    assert len(gridplan.__all__) <= 15
    assert all(getattr(gridplan, name) is not None for name in gridplan.__all__)


def test_partition_can_be_called_whatever_was_imported_before():
    assert callable(gridplan.partition)
    code = "import gridplan.partition, gridplan as gp; assert callable(gp.partition)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_does_not_import_geopandas():
    code = (
        "import sys; from gridplan.cli.program import build_program;"
        "build_program('en').commands['plan'];"
        "heavy = {'geopandas', 'numba', 'pandas', 'folium', 'matplotlib'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
