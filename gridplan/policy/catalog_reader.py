"""From TOML to a `Catalog`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from gridplan.errors import ParamError
from gridplan.policy.catalog import Catalog, Evidence, Facility, Quota, TextSource, WalkSpeed
from gridplan.policy.catalog_schema import catalog_faults, read_rule, rows_of
from gridplan.policy.reader import toml_text
from gridplan.policy.validate import raise_faults

SHIPPED = "facilities.toml"
_NOTHING: Mapping[str, Any] = {"source": (), "set": ()}


@cache
def shipped_catalog() -> Catalog:
    """Return the catalog gridplan ships.

    Examples
    --------
    >>> facilities = shipped_catalog().facilities
    >>> len(facilities), facilities[0].id, facilities[0].zh
    (45, 'kindergarten', '幼儿园')
    """
    text = (resources.files(__package__) / SHIPPED).read_text(encoding="utf-8")
    return _catalog(_content(text, SHIPPED), text, SHIPPED, None)


def load_catalog(path: Path) -> Catalog:
    """Read a catalog from a TOML file.

    Raises
    ------
    ParamError
        The file cannot be read or breaks the schema.
    """
    if not path.is_file():
        raise ParamError(f"There is no catalog of facilities at {path}. Give a TOML file.")
    return read_catalog(toml_text(path), file=path.name)


def read_catalog(text: str, *, file: str = "facilities") -> Catalog:
    """Read a catalog from TOML text; *file* is its name in messages.

    Sources, sets, speeds, quotas and bands that the text leaves out are those gridplan ships.

    Raises
    ------
    ParamError
        The text is not TOML or breaks the schema; the message names every fault with its line.
    """
    shipped = shipped_catalog()
    return (
        shipped
        if text == shipped.source_text
        else _catalog(_content(text, file), text, file, shipped)
    )


def _content(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ParamError(f"{file} cannot be read as TOML: {error}.") from error


def _catalog(content: dict[str, Any], text: str, file: str, base: Catalog | None) -> Catalog:
    known = _NOTHING if base is None else {"source": base.sources, "set": base.set_names}
    raise_faults(catalog_faults(content, known), text=text, file=file)
    facilities = tuple(_facility(row) for row in content["facility"])
    ids = {facility.id for facility in facilities}
    sources = {row["id"]: TextSource(**row) for row in rows_of(content, "source")}
    set_names = {row["id"]: (row["zh"], row["en"]) for row in rows_of(content, "set")}
    speeds = tuple(WalkSpeed(**row) for row in rows_of(content, "walk_speed"))
    quotas = tuple(_quota(row) for row in rows_of(content, "quota") if "formula" in row)
    if base is not None and "quota" not in content:
        quotas = tuple(quota for quota in base.quotas if set(quota.categories) & ids)
    return Catalog(
        facilities=facilities,
        sources={**(base.sources if base else {}), **sources},
        set_names={**(base.set_names if base else {}), **set_names},
        speeds=speeds or (base.speeds if base else ()),
        quotas=quotas,
        distance_bands_m=tuple(map(float, content.get("distance_bands_m", ())))
        or (base.distance_bands_m if base else ()),
        source_text=text,
    )


def _facility(row: Mapping[str, Any]) -> Facility:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    values["osm"] = tuple(read_rule(rule) for rule in row["osm"])
    values["evidence"] = {key: Evidence(**entry) for key, entry in row["evidence"].items()}
    return Facility(**values)


def _quota(row: Mapping[str, Any]) -> Quota:
    names = ("id", "zh", "en", "formula", "target", "source", "verified", "note")
    values: dict[str, Any] = {key: row[key] for key in names if key in row}
    values.update((key, tuple(row.get(key, ()))) for key in ("categories", "profile_facilities"))
    return Quota(**values)
