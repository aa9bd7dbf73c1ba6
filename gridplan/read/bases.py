"""What a household is: which of several columns of counts a run counts by.

Offices count registered households, residents, dwellings and planned households; data may hold
several. One basis is counted in a run, all are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridplan.model.area import BASIS_COLUMNS
from gridplan.read.layers import Layer
from gridplan.read.log import Log
from gridplan.read.options import ReadOptions

_COUNTING = ("buildings", "households")


def basis_counts(layer: Layer, households: NDArray[np.float64]) -> dict[str, Any]:
    """Return the counts of a layer by each basis, nan where it has none.

    *households* are those of the column the run counts by, which is not read twice.
    """
    main = layer.names.get("households")
    return {
        column: households if main and layer.names.get(column) == main else layer.count(column)
        for column in BASIS_COLUMNS.values()
    }


def choose_basis(layers: Sequence[Layer], options: ReadOptions, log: Log) -> None:
    """Let every layer count by the basis the user asks for; says so where several could be meant.

    A column without a basis in its name is what the user says it is.
    """
    counting = [
        layer for layer in layers if layer.role in _COUNTING and "households" in layer.names
    ]
    wanted = BASIS_COLUMNS.get(options.household_basis)
    if wanted is None:
        _note_others(counting, log)
        return
    has_any = any(wanted in layer.names for layer in counting)
    for layer in counting:
        if f"{layer.role}.households" in options.column_map:
            continue  # the user named the column
        if wanted in layer.names:
            _count_by(layer, wanted)
        elif said := said_basis(layer.names):
            _refuse(layer, said, options.household_basis, log, is_elsewhere=has_any)


def said_basis(names: dict[str, str]) -> str:
    """Return the basis that the name of a layer's column of households says, "" for none."""
    main = names.get("households")
    found = [basis for basis, column in BASIS_COLUMNS.items() if names.get(column) == main]
    return found[0] if main and found else ""


def _count_by(layer: Layer, column: str) -> None:
    layer.texts["households"] = layer.texts[column]
    layer.names["households"] = layer.names[column]
    layer.about["columns"] = {**layer.about.get("columns", {}), "households": layer.names[column]}


def _refuse(layer: Layer, said: str, wanted: str, log: Log, *, is_elsewhere: bool) -> None:
    key = "basis_in_one_layer" if is_elsewhere else "basis_absent"
    column = layer.names["households"]
    log.fault(key, where=layer.where, column=column, said=said, wanted=wanted)


def _note_others(layers: Sequence[Layer], log: Log) -> None:
    for layer in layers:
        main = layer.names["households"]
        others = {layer.names[c] for c in BASIS_COLUMNS.values() if c in layer.names} - {main}
        if others:
            names = ", ".join(sorted(others))
            log.assume("basis_first", where=layer.where, column=main, others=names)
