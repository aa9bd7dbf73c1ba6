"""Divide communities into grids and micro-grids, check the plan, and hand it over."""

__version__ = "0.1.0"
