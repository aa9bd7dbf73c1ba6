"""A layer on its way into the planning area: texts by column, shapes, and what to call rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridplan.read import values
from gridplan.read.geometry import Shapes
from gridplan.read.log import Log
from gridplan.read.values import Texts

ID_COLUMNS = {
    "buildings": "building_id", "roads": "road_id", "services": "service_id",
    "communities": "community_code", "boundary": "community_code",
}  # fmt: skip


@dataclass
class Layer:
    """One layer read as one role.

    Parameters
    ----------
    role
        What it is read as.
    where
        What messages call it.
    texts
        Texts by column, as `gridplan.read.names` calls the columns.
    names
        Name in the data by column.
    wkb
        Arrow column of WKB, or None for a table.
    crs
        CRS of the data, or "".
    n
        Number of rows.
    is_osm
        Raw OpenStreetMap data: cut at the edge, so broken rows are dropped.
    about
        What `Source` says of it: path, layer, encoding.
    shapes
        The geometries, once parsed.
    shift
        ``gcj02`` or ``bd09`` where degrees were shifted.
    file
        Path of the file.
    is_crs_assumed
        The CRS is the custom of the format, not said by the file.
    """

    role: str
    where: str
    texts: dict[str, Texts]
    names: dict[str, str]
    wkb: Any
    crs: str
    n: int
    log: Log
    is_osm: bool = False
    about: dict[str, Any] = field(default_factory=dict)
    shapes: Shapes | None = None
    shift: str = ""
    file: str = ""
    is_crs_assumed: bool = False

    def text(self, column: str) -> Texts:
        """Return a column as text, "" where it is absent."""
        return self.texts.get(column, np.full(self.n, "", dtype=object))

    def has(self, column: str) -> bool:
        """Tell whether the data have a column with any value."""
        return column in self.texts and bool((self.texts[column] != "").any())

    @property
    def labels(self) -> NDArray[Any]:
        """What messages call the rows: their id, else their number from 1."""
        rows = np.array([f"row {i + 1}" for i in range(self.n)], dtype=object)
        ids = self.texts.get(ID_COLUMNS.get(self.role, ""), self.texts.get("osm_id"))
        return rows if ids is None else np.where(ids == "", rows, ids)

    def count(self, column: str) -> NDArray[np.float64]:
        """Read a column of whole numbers from 0, nan for none; anything else is a fault."""
        texts = self.text(column)
        numbers, bad = values.numbers(texts)
        with np.errstate(invalid="ignore"):
            wrong = bad | (numbers < 0) | (numbers != np.rint(numbers)) & ~np.isnan(numbers)
            wrong |= numbers > 1_000_000
        if wrong.any():
            self.log.fault(
                "bad_counts", self.labels[wrong], where=self.where,
                column=self.names.get(column, column), value=_sample(texts[wrong]),
            )  # fmt: skip
        # a count that is no count is a fault of its own, not also a missing one
        return np.where(wrong, 0.0, numbers)

    def measure(self, column: str) -> NDArray[np.float64]:
        """Read a column of measures, nan for none; what cannot be read is unknown, with a note."""
        texts = self.text(column)
        numbers, bad = values.measures(texts)
        if bad.any():
            self.log.warn(
                "unread_measures", self.labels[bad], where=self.where,
                column=self.names.get(column, column), value=_sample(texts[bad]),
            )  # fmt: skip
        return numbers

    def frame(self, **columns: Any) -> pd.DataFrame:
        """Build a table with the columns, the labels and the geometry; rows dropped for good go."""
        data = {**columns, "label": self.labels, "where": self.where}
        result = pd.DataFrame(data, index=range(self.n))
        if self.shapes is None:
            return result
        result["geometry"] = pd.Series(list(self.shapes.values), index=result.index, dtype=object)
        return result[self.shapes.is_there]


def _sample(texts: Texts) -> str:
    shown = sorted({str(one)[:30] for one in texts})
    return ", ".join(repr(one) for one in shown[:3]).replace("{", "(").replace("}", ")")
