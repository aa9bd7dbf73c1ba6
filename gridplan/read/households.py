"""Households: counts on the buildings, or rosters joined to them; none is ever lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridplan.model.area import BASIS_COLUMNS
from gridplan.read.addresses import (
    building_number,
    compound_name,
    parse_address,
    stairwell_number,
)
from gridplan.read.bases import basis_counts
from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions

_NEAR_M = 5.0


def read_households(layer: Layer) -> pd.DataFrame:
    """Turn a roster into counts: one row per stairwell, or one per dwelling, which counts 1.

    Personal columns were left out before; rooms only tell dwellings apart and go no further.
    """
    if layer.shapes is not None:
        layer.shapes.values = np.asarray(shapely.centroid(layer.shapes.values), dtype=object)
    address = [parse_address(one) for one in layer.text("address")]
    compound = np.array([compound_name(one) for one in layer.text("compound")], dtype=object)
    building = np.array([building_number(one) for one in layer.text("building_no")], dtype=object)
    stairwell = np.array([stairwell_number(one) for one in layer.text("stairwell")], dtype=object)
    households = _counts(layer)
    table = pd.DataFrame(
        {
            "building_id": layer.text("building_id"),
            "compound": _either(compound, [one.compound for one in address]),
            "building_no": _either(building, [one.building for one in address]),
            "stairwell": _either(stairwell, [one.stairwell for one in address]),
            "community": layer.text("community"),
            "resident_group": layer.text("resident_group"),
            "households": households,
            **basis_counts(layer, households),
            "label": layer.labels,
            "where": layer.where,
        }
    )
    if layer.shapes is not None:
        table["geometry"] = pd.Series(list(layer.shapes.values), dtype=object)
    return table


def _either(first: Any, second: list[str]) -> Any:
    return np.where(first == "", np.array(second, dtype=object), first)


def _counts(layer: Layer) -> Any:
    if "households" not in layer.texts:
        layer.log.assume("one_row_per_dwelling", where=layer.where, n=layer.n)
        return np.ones(layer.n)
    counts = layer.count("households")
    missing = layer.text("households") == ""
    if missing.any():
        layer.log.fault("missing_roster_counts", layer.labels[missing], where=layer.where,
                        column=layer.names.get("households", "households"))  # fmt: skip
    return np.nan_to_num(counts)


def settle_households(
    tables: dict[str, pd.DataFrame], options: ReadOptions, log: Log, unplaced: list[dict[str, Any]]
) -> None:
    """Join rosters to buildings and fill or refuse missing counts; changes *tables*."""
    if "buildings" not in tables:
        return
    if "households" in tables:
        roster = _find_buildings(tables["households"], tables["buildings"])
        _leave_unplaced(roster[roster["building_id"] == ""], tables, log, unplaced)
        placed = roster[roster["building_id"] != ""]
        tables["households"] = _sum_rows(placed)
        tables["buildings"] = _with_roster(tables["buildings"], tables["households"], log)
    tables["buildings"] = _fill_missing(tables["buildings"], options, log)


def _find_buildings(roster: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    known = set(buildings["building_id"])
    found = roster["building_id"].where(roster["building_id"].isin(known), "")
    found = found.mask(found == "", _by_address(roster, buildings))
    if "geometry" in roster:
        found = found.mask(found == "", _by_place(roster, buildings))
    return roster.assign(given_id=roster["building_id"], building_id=found)


def _address_keys(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["compound"] + "\n" + frame["building_no"]


def _by_address(roster: pd.DataFrame, buildings: pd.DataFrame) -> pd.Series[str]:
    number = buildings["building_no"].map(building_number)
    named = buildings["name"].map(parse_address)
    number = number.mask(number == "", named.map(lambda one: one.building))
    compound = buildings["compound"].map(compound_name)
    compound = compound.mask(compound == "", named.map(lambda one: one.compound))
    keys = compound + "\n" + number
    single = ~keys.duplicated(keep=False) & (number != "")
    lookup = dict(zip(keys[single], buildings.loc[single, "building_id"], strict=True))
    wanted = _address_keys(roster)
    return wanted.where(roster["building_no"] != "", "\0").map(lambda key: lookup.get(key, ""))


def _by_place(roster: pd.DataFrame, buildings: pd.DataFrame) -> pd.Series[str]:
    points = roster["geometry"].to_numpy()
    tree = shapely.STRtree(buildings["geometry"].to_numpy())
    rows, hits = tree.query_nearest(points, max_distance=_NEAR_M, all_matches=False)
    ids = pd.Series("", index=roster.index, dtype=object)
    ids.iloc[rows] = buildings["building_id"].to_numpy()[hits]
    return ids


def _leave_unplaced(
    rows: pd.DataFrame, tables: dict[str, pd.DataFrame], log: Log, unplaced: list[dict[str, Any]]
) -> None:
    if not len(rows):
        return
    codes = _community_codes(rows["community"], tables.get("communities"))
    label = rows["given_id"].where(rows["given_id"] != "", rows["compound"] + rows["building_no"])
    label = label.mask(label == "", rows["label"])
    for code, part in rows.assign(code=codes, name=label).groupby("code", sort=True):
        unplaced.append({
            "community_code": code, "households": int(part["households"].sum()),
            "reason": "read.unplaced_no_building", "ids": sorted(set(part["name"])),
        })  # fmt: skip
    log.warn("unplaced_rows", sorted(set(label)), where=", ".join(sorted(set(rows["where"]))),
             households=int(rows["households"].sum()))  # fmt: skip


def _community_codes(said: pd.Series[str], communities: pd.DataFrame | None) -> pd.Series[str]:
    if communities is None:
        return said.where(said.str.fullmatch(r"\d{12}"), "")
    codes = {code: code for code in communities["community_code"]}
    names = {
        name: code
        for name, code in zip(communities["name"], communities["community_code"], strict=True)
        if name
    }
    short = {name.removesuffix("社区"): code for name, code in names.items()}
    return said.map(
        lambda one: codes.get(one) or names.get(one) or short.get(one.removesuffix("社区"), "")
    )


def _sum_rows(roster: pd.DataFrame) -> pd.DataFrame:
    counts = ["households", *BASIS_COLUMNS.values()]
    groups = roster.groupby(["building_id", "stairwell"], sort=True)[counts]
    # nobody counted is not nobody there
    sums = groups.sum(min_count=1)
    sums["resident_group"] = roster.groupby(["building_id", "stairwell"])["resident_group"].agg(
        _all
    )
    return sums.reset_index().astype({"households": "int64"})


def _all(names: pd.Series[str]) -> str:
    """Return the distinct names of one stairwell, in order."""
    return "、".join(sorted({name for name in names if name}))


def settle_staff(staff: pd.DataFrame, communities: pd.DataFrame | None) -> pd.DataFrame:
    """Put the code of a community where its name stands; codes of grids stay as they are."""
    code = _community_codes(staff["code"], communities)
    return staff.assign(code=code.where(code != "", staff["code"]))


def _with_roster(buildings: pd.DataFrame, roster: pd.DataFrame, log: Log) -> pd.DataFrame:
    sums = roster.groupby("building_id")["households"].sum()
    counted = buildings["building_id"].map(sums).astype(float)
    given = buildings["households"]
    differ = counted.notna() & given.notna() & (counted != given)
    if differ.any():
        log.warn("roster_differs", buildings.loc[differ, "building_id"],
                 roster=int(counted[differ].sum()), given=int(given[differ].sum()))  # fmt: skip
    nobody = counted.isna() & given.isna()
    homes = nobody & (buildings["use"] == "residential")
    if homes.any():
        log.assume("not_in_roster", buildings.loc[homes, "building_id"])
    return buildings.assign(households=counted.fillna(given).fillna(0.0))


def _fill_missing(buildings: pd.DataFrame, options: ReadOptions, log: Log) -> pd.DataFrame:
    households = buildings["households"]
    is_other = buildings["use"] == "other"
    missing = households.isna() & ~is_other
    if options.missing_households is not None:
        filled = households.mask(missing, float(options.missing_households)).fillna(0.0)
        if missing.any():
            log.assume("missing_filled", buildings.loc[missing, "building_id"],
                       value=options.missing_households)  # fmt: skip
        return buildings.assign(households=filled)
    if options.estimate:
        return buildings
    if households.isna().all():
        log.fault("no_households", where=", ".join(sorted(set(buildings["where"]))))
    elif missing.any():
        for where, rows in buildings[missing].groupby("where"):
            log.fault("missing_households", rows["building_id"], where=where, column="households")
    return buildings.assign(households=households.mask(is_other & households.isna(), 0.0))
