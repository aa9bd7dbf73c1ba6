"""Connected groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph


def components(n: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the smallest member of each one's connected group; *first* and *second* are linked.

    Examples
    --------
    >>> components(4, np.array([3]), np.array([1])).tolist()
    [0, 1, 2, 1]
    """
    if not n:
        return np.zeros(0, dtype=np.int64)
    graph = sparse.coo_array((np.ones(len(first)), (first, second)), shape=(n, n))
    _, group = csgraph.connected_components(graph.tocsr(), directed=False)
    _, smallest = np.unique(group, return_index=True)
    return np.asarray(smallest[group], dtype=np.int64)
