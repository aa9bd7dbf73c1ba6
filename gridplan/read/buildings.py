"""Buildings: ids, use, counts and measures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridplan.model.area import BASIS_COLUMNS
from gridplan.read.bases import basis_counts
from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.uses import uses

MANY_HOUSEHOLDS = 10_000
_ONE_FLOOR_SHARE = 0.6
_DATA = (
    "households", *BASIS_COLUMNS.values(), "floors", "height_m", "use", "use_text", "compound",
    "stairwells", "population", "name", "building_no",
)  # fmt: skip


def read_buildings(layer: Layer) -> pd.DataFrame:
    """Turn a layer of buildings into a table; nothing is known of households where nan."""
    use, use_text = uses(layer.texts, layer.n)
    households = layer.count("households")
    floors = layer.measure("floors")
    height_m = layer.measure("height_m")
    _warn_many(layer, households)
    return layer.frame(
        building_id=layer.text("building_id"),
        osm_type=layer.text("osm_type"),
        households=households,
        **basis_counts(layer, households),
        floors=np.where(floors > 0, floors, np.nan),
        height_m=np.where(height_m > 0, height_m, np.nan),
        use=use,
        use_text=use_text,
        compound=layer.text("compound"),
        stairwells=_positive(layer.count("stairwells")),
        population=layer.count("population"),
        built_year=layer.measure("built_year"),
        name=layer.text("name"),
        building_no=layer.text("building_no"),
    )


def _positive(counts: Any) -> Any:
    return np.where(counts > 0, counts, np.nan)


def _warn_many(layer: Layer, households: Any) -> None:
    many = households > MANY_HOUSEHOLDS
    if many.any():
        layer.log.warn(
            "many_households", layer.labels[many], where=layer.where, limit=MANY_HOUSEHOLDS
        )


def settle_buildings(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Settle what concerns all buildings together: repeated rows, ids, suspicious floors."""
    frame = drop_repeats(frame, [*_DATA, "building_id"], log, "repeated_rows")
    frame = _unique_ids(_generate_ids(frame, "building_id", "B", log), log)
    _note_twins(frame, log)
    _note_floors(frame, log)
    return frame.reset_index(drop=True)


def drop_repeats(frame: pd.DataFrame, columns: list[str], log: Log, key: str) -> pd.DataFrame:
    """Keep one of several rows that are equal in everything, geometry included."""
    shape = pd.Series(shapely.to_wkb(frame["geometry"].to_numpy()), index=frame.index)
    repeated = frame[columns].assign(shape=shape).duplicated()
    for where, rows in frame[repeated].groupby("where"):
        log.repair(key, rows["label"], where=where)
    return frame[~repeated]


def _generate_ids(frame: pd.DataFrame, column: str, prefix: str, log: Log) -> pd.DataFrame:
    absent = frame[column] == ""
    if not absent.any():
        return frame
    order = geometry_order(frame[absent])
    ids = free_names(prefix, len(frame), set(frame[column]))[: len(order)]
    for where, rows in frame[absent].groupby("where"):
        log.assume("ids_made", where=where, n=len(rows), column=column)
    result = frame.copy()
    result.loc[frame.index[absent][order], column] = ids
    return result


def free_names(prefix: str, n: int, taken: set[str]) -> list[str]:
    """Return *n* numbered names that are not taken, in order."""
    width = max(len(str(n)), 5)
    fresh = (f"{prefix}{i:0{width}d}" for i in range(1, n + len(taken) + 1))
    return [one for one in fresh if one not in taken][:n]


def geometry_order(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the order of rows by place: centroid from west to east, then by shape."""
    shapes = frame["geometry"].to_numpy()
    xy = pd.DataFrame(np.round(shapely.get_coordinates(shapely.centroid(shapes)), 3))
    # shapes decide only between the few that share a centroid
    rank = np.zeros(len(shapes), dtype=np.int64)
    tied = xy.duplicated(keep=False).to_numpy()
    wkb = shapely.to_wkb(shapes[tied])
    position = {one: i for i, one in enumerate(sorted(set(wkb)))}
    rank[tied] = [position[one] for one in wkb]
    return np.lexsort((rank, xy[1].to_numpy(), xy[0].to_numpy()))


def _unique_ids(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    twice = frame["building_id"].duplicated(keep=False)
    if not twice.any():
        return frame
    if (frame.loc[twice, "osm_type"] != "").all():
        typed = frame["osm_type"] + "/" + frame["building_id"]
        if not typed.duplicated().any():
            log.assume(
                "ids_prefixed", sorted(set(frame.loc[twice, "building_id"])), where=_where(frame)
            )
            return frame.assign(building_id=typed)
    for where, rows in frame[twice].groupby("where"):
        log.fault(
            "duplicate_ids", sorted(set(rows["building_id"])), where=where, column="building_id"
        )
    return frame


def _where(frame: pd.DataFrame) -> str:
    return ", ".join(sorted(set(frame["where"])))


def _note_twins(frame: pd.DataFrame, log: Log) -> None:
    shape = pd.Series(shapely.to_wkb(frame["geometry"].to_numpy()), index=frame.index)
    twins = shape.duplicated(keep=False)
    if twins.any():
        log.warn("same_footprint", sorted(frame.loc[twins, "building_id"]), where=_where(frame))


def _note_floors(frame: pd.DataFrame, log: Log) -> None:
    # Homes of thousands of square metres on one floor: 1 stands for "not known".
    known = frame["floors"].notna()
    single = known & (frame["floors"] == 1)
    homes = single & (frame["use"] == "residential")
    large = shapely.area(frame["geometry"].to_numpy()) > 500
    if known.sum() >= 100 and single.sum() > _ONE_FLOOR_SHARE * known.sum() and (
        (homes & large).sum() >= 10
    ):  # fmt: skip
        log.warn("floors_all_one", where=_where(frame), share=round(single.sum() / known.sum(), 2))
