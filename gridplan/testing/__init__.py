"""Tiny worlds for tests, doctests and notebooks."""

from gridplan.testing.worlds import lattice_area, lattice_land, lattice_units

__all__ = ["lattice_area", "lattice_land", "lattice_units"]
