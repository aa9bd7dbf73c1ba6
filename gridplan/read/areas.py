"""Communities that share no land, and ids and order of what has none of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from gridplan import geo
from gridplan.read.buildings import drop_repeats, free_names, geometry_order
from gridplan.read.log import Log

_SLIVER_M2 = 1.0
_SLIVER_SHARE = 0.01


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by place, or by their texts where they have none."""
    first = frame.sort_values(_data_columns(frame), kind="stable")
    if "geometry" not in frame:
        return first.reset_index(drop=True)
    return first.iloc[geometry_order(first)].reset_index(drop=True)


def _data_columns(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame if name not in ("label", "where", "geometry")]


def settle_ids(frame: pd.DataFrame, column: str, prefix: str, log: Log) -> pd.DataFrame:
    """Give each row an id of its own: repeated ids are numbered, absent ones made, by place.

    Rows that are equal in everything count once.
    """
    frame = in_order(drop_repeats(frame, _data_columns(frame), log, "repeated_rows"))
    ids = frame[column].astype(str)
    absent = ids == ""
    if absent.any():
        made = free_names(prefix, int(absent.sum()), set(ids))
        ids = ids.mask(absent, pd.Series(made, index=frame.index[absent]))
    number = ids.groupby(ids).cumcount()
    while (number > 0).any():
        ids = ids.where(number == 0, ids + "-" + (number + 1).astype(str))
        number = ids.groupby(ids).cumcount()
    return frame.assign(**{column: ids})


def settle_communities(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Settle codes and shared land of communities.

    Rows of one code and name are parts of one community. Slivers of shared land (below 1 m2 or
    1 % of the smaller) go to the community with the lower code; more is a fault.
    """
    frame = drop_repeats(frame, ["community_code", "name", "kind"], log, "repeated_rows")
    frame = _with_codes(in_order(frame), log)
    frame = _merge_parts(frame, log)
    return _part_overlaps(frame.sort_values("community_code").reset_index(drop=True), log)


def _with_codes(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    absent = frame["community_code"] == ""
    if absent.any():
        taken = set(frame["community_code"])
        fresh = (f"{i:012d}" for i in range(1, 2 * len(frame) + 2))
        free = [one for one in fresh if one not in taken][: int(absent.sum())]
        codes = frame["community_code"].copy()
        codes[absent] = free
        frame = frame.assign(community_code=codes)
        log.assume("codes_made", free, where=_where(frame[absent]))
    odd = ~frame["community_code"].str.fullmatch(r"\d{12}")
    if odd.any():
        log.warn("odd_codes", frame.loc[odd, "community_code"], where=_where(frame[odd]))
    return frame


def _where(frame: pd.DataFrame) -> str:
    return ", ".join(sorted(set(frame["where"])))


def _merge_parts(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    twice = frame["community_code"].duplicated(keep=False)
    if not twice.any():
        return frame
    names = frame[twice].groupby("community_code")["name"].nunique()
    clash = sorted(names[names > 1].index)
    if clash:
        log.fault("duplicate_ids", clash, where=_where(frame[twice]), column="community_code")
    rows = []
    for code, part in frame[twice].groupby("community_code", sort=True):
        union = geo.canonical(geo.snap([shapely.union_all(part["geometry"].to_numpy())]))
        rows.append({**part.iloc[0].to_dict(), "geometry": union[0], "community_code": code})
    log.repair("community_parts_merged", [row["community_code"] for row in rows],
               where=_where(frame[twice]))  # fmt: skip
    merged = pd.DataFrame(rows, columns=frame.columns)
    return pd.concat([frame[~twice], merged], ignore_index=True)


def _part_overlaps(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    shapes = frame["geometry"].to_numpy().copy()
    pairs = np.sort(shapely.STRtree(shapes).query(shapes, predicate="intersects").T, axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    shared = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    codes, mended = frame["community_code"].to_numpy(), []
    for (low, high), area in zip(pairs[shared > 0], shared[shared > 0], strict=True):
        smaller = min(shapes[low].area, shapes[high].area)
        if area > max(_SLIVER_M2, _SLIVER_SHARE * smaller):
            log.fault("communities_overlap", [codes[low], codes[high]], where=_where(frame),
                      area=round(float(area), 1))  # fmt: skip
            continue
        shapes[high] = _without(shapes[high], shapes[low])
        mended += [codes[low], codes[high]]
    if mended:
        log.repair("community_slivers", sorted(set(mended)), where=_where(frame))
    return frame.assign(geometry=pd.Series(list(shapes), index=frame.index, dtype=object))


def _without(shape: Any, other: Any) -> Any:
    rest = shapely.difference(shape, other, grid_size=geo.SNAP_M)
    parts = shapely.get_parts(rest)
    polygons = parts[shapely.get_type_id(parts) == 3]
    return geo.canonical([shapely.multipolygons(polygons)])[0]
