"""The facilities looked for where the user gives no catalog of their own."""

from __future__ import annotations

from gridplan.policy import Facility, shipped_catalog


def catalog() -> tuple[Facility, ...]:
    """Return the facilities gridplan ships, in the order of the file."""
    return shipped_catalog().facilities
