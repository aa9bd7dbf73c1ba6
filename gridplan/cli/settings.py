"""Flags -> parameters: a flag wins over ``--params FILE``, which wins over the defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gridplan.errors import ParamError
from gridplan.params import HOUSEHOLD_BASES, Band, Params


def params_from_flags(flags: Mapping[str, Any]) -> Params:
    """Return the parameters of a run.

    Parameters
    ----------
    flags
        What the command line gave, by option name; None or absent for what it did not.
    """
    params = Params.from_toml(Path(flags["params"])) if flags.get("params") else Params()
    top = {"seed": "seed", "household_basis": "household_basis", "missing_households": None}
    return replace(
        params,
        **_given(flags, {name: target or name for name, target in top.items()}),
        estimate=replace(params.estimate, **_estimate(flags)),
        partition=replace(params.partition, **_partition(flags, params)),
        coverage=replace(
            params.coverage,
            **_given(flags, {"minutes": "limit_minutes", "walk_m_per_min": "walk_m_per_min"}),
            **_given(flags, {"mode": "mode"}),
        ),
    )


def _given(flags: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {target: flags[name] for name, target in names.items() if flags.get(name) is not None}


def _estimate(flags: Mapping[str, Any]) -> dict[str, Any]:
    chosen = _given(flags, {"total_households": "total_households"})
    if flags.get("estimate_households"):
        chosen["is_enabled"] = True
    if flags.get("no_estimate_stairwells"):
        chosen["is_stairwells_enabled"] = False
    return chosen


def _partition(flags: Mapping[str, Any], params: Params) -> dict[str, Any]:
    chosen = _given(flags, {"time_limit_s": "time_limit_s"})
    levels = [text.strip() for text in flags.get("levels") or ()]
    bands = {**params.partition.bands, **dict(_band(t) for t in levels if t != "community")}
    if any(text.partition("=")[0] == "community" for text in levels):
        chosen["is_community_redrawn"] = True
    return {**chosen, "bands": bands}


def _band(text: str) -> tuple[str, Band]:
    level, _, band = text.partition("=")
    if level not in ("community", "grid", "microgrid"):
        raise ParamError(
            f"--level {text}: '{level}' is no level; write grid=min:max or microgrid=min:max, "
            "for example --level grid=200:300, or community to draw the communities anew."
        )
    return level, Band.parse(band)


def read_options(flags: Mapping[str, Any]) -> Any:
    """Return how the sources are to be read."""
    from gridplan.read import ReadOptions

    basis = flags.get("household_basis")
    if basis is not None and basis not in HOUSEHOLD_BASES:
        raise ParamError(f"--household-basis {basis}: it may be {', '.join(HOUSEHOLD_BASES)}.")
    chosen = _given(flags, {name: name for name in ("crs", "encoding", "missing_households")})
    columns, layers = _mappings(flags.get("mappings") or ())
    return ReadOptions(
        **chosen,
        column_map=columns,
        layer_map=layers,
        is_strict=bool(flags.get("is_strict")),
        household_basis=basis or "unspecified",
        estimate=bool(flags.get("estimate_households")),
    )


def _mappings(texts: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Split ``buildings.households=户数`` (a column) from ``buildings=楼栋`` (a layer)."""
    columns: dict[str, str] = {}
    layers: dict[str, str] = {}
    for text in texts:
        target, equals, name = text.partition("=")
        if not (equals and target and name):
            raise ParamError(
                f"--map {text}: write LAYER.COLUMN=NAME or LAYER=NAME, "
                "for example --map buildings.households=户数."
            )
        (columns if "." in target else layers)[target] = name
    return columns, layers


def facility_catalog(flags: Mapping[str, Any]) -> Any:
    """Return the catalog of facilities the user gave, None for none."""
    from gridplan.policy import load_catalog

    path = flags.get("facilities")
    return None if path is None else load_catalog(path)
