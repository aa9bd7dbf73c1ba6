"""What the office wants printed on every map and report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Imprint:
    """Marks at the foot of a map.

    Parameters
    ----------
    attribution
        Source of the data, such as a survey office or "OpenStreetMap contributors".
    approval_number
        Map approval number (审图号), where the map has one.
    is_internal
        Print the mark "for internal use".
    """

    attribution: str = ""
    approval_number: str = ""
    is_internal: bool = True


INTERNAL = Imprint()
