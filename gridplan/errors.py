"""Errors a user can meet, each a whole message: what is wrong, where, and the remedy."""

from __future__ import annotations


class GridplanError(Exception):
    """Base of every error gridplan raises on purpose.

    Parameters
    ----------
    message
        What is wrong, one sentence or more for each fault.
    faults
        The same faults as structured notes (`gridplan.model.Note`), so that a caller
        can list them or say them in another language; empty where there are none.
    """

    def __init__(self, message: str, faults: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class InputError(GridplanError, ValueError):
    """The data cannot be used as they are."""


class CrsError(InputError):
    """A coordinate reference system is missing, unknown or contradicts the coordinates."""


class GeometryError(InputError):
    """A geometry cannot be repaired."""


class ParamError(GridplanError, ValueError):
    """A parameter, flag or profile has a value it may not have."""


class InfeasibleError(GridplanError):
    """No plan at all can exist for this problem; the message holds the numbers."""


class NetworkError(GridplanError):
    """The roads do not form a network that can be walked."""
