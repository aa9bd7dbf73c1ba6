"""A row of houses in one community, with what its office counts and what stands in it."""

from __future__ import annotations

from dataclasses import replace

import geopandas
import pandas as pd
import shapely

from gridplan.check import check_plan
from gridplan.model import Report, Verdict
from gridplan.params import Params
from gridplan.policy import load_profile, read_profile
from gridplan.testing.worlds import CRS, ORIGIN, lattice_area
from tests.check.worlds import COMMUNITY, row_land, row_plans, row_units

STEP_M = 40.0


def community_frame(n, **columns):
    """Draw the community of a row of *n* houses."""
    x, y = ORIGIN
    shape = shapely.box(x, y, x + n * STEP_M, y + STEP_M)
    data = {"community_code": [COMMUNITY], "name": ["南街社区"], "kind": ["ordinary"]}
    return geopandas.GeoDataFrame(
        {**data, **{name: [value] for name, value in columns.items()}}, geometry=[shape], crs=CRS
    )


def services(*rows):
    """Draw services in the first house; each row is a mapping of columns, ``at`` is the house."""
    x, y = ORIGIN
    points = [shapely.Point(x + (row.get("at", 0) + 0.5) * STEP_M, y + 20) for row in rows]
    columns = {key for row in rows for key in row} - {"at"}
    data = {name: [row.get(name) for row in rows] for name in columns}
    data["service_id"] = [f"s{number}" for number in range(len(rows))]
    data["category"] = [row.get("category", "service_center") for row in rows]
    data["name"] = [row.get("name") or "" for row in rows]
    data["rooms"] = [row.get("rooms") or "" for row in rows]
    return geopandas.GeoDataFrame(data, geometry=points, crs=CRS)


def staff(**counts):
    """Count people of the community."""
    return pd.DataFrame({"code": [COMMUNITY], **{name: [n] for name, n in counts.items()}})


def check_office(
    counts=(100,),
    /,
    *,
    profile="xiuzhou-2023",
    kind="ordinary",
    community=None,
    plans=None,
    units=None,
    land=None,
    edit=None,
    coverage=None,
    **tables,
) -> Report:
    """Check one grid (one micro-grid a house) of a community with these tables.

    *community* are columns of the community, *edit* changes the text of the profile.
    """
    n = len(counts)
    columns = {"kind": kind, **(community or {})}
    frame = community_frame(n, **columns)
    units = row_units(list(counts), kind=kind) if units is None else units
    units = replace(units, communities=frame)
    area = _area(counts, communities=frame, **tables)
    policy = load_profile(profile)
    if edit is not None:
        policy = read_profile(edit(policy.source_text))
    return check_plan(
        area,
        units,
        row_land(n) if land is None else land,
        plans or row_plans([0] * n, range(n)),
        policy,
        Params(),
        coverage=coverage,
    )


def _area(counts, **tables):
    """Draw the row; a table of households replaces the empty one."""
    roster = tables.pop("households", None)
    area = lattice_area(1, len(counts), households=list(counts), **tables)
    return area if roster is None else replace(area, households=roster)


def verdict(report: Report, rule: str) -> Verdict:
    """Return the verdict on one rule."""
    (found,) = (v for v in report.verdicts if v.rule == rule)
    return found


def told(report: Report, rule: str) -> tuple[str, int]:
    """Return the status of one rule and how many violations it has; all speak both languages."""
    found = verdict(report, rule)
    own = [v for v in report.violations if v.rule == rule]
    for one in own:
        assert found.title["zh"] in one.text("zh")
        assert found.title["en"] in one.text("en")
        assert all(fix.text("zh") and fix.text("en") for fix in one.remedies)
        assert one.severity == found.severity
    assert len(own) == found.n_broken
    assert found.text("zh")
    assert found.text("en")
    return found.status, len(own)
