"""Zones to be dealt anew, and what a plan of them costs."""

import numpy as np

from gridplan.partition.control import Control
from gridplan.partition.exact import deal_anew
from gridplan.partition.objective import zone_centers
from gridplan.partition.reduce import make_rules, reduce_units

CENTERS = np.array([7, 10, 25, 28])  # of six by six houses, one in the middle of each quarter
QUARTERS = np.arange(36) % 6 // 3 + 2 * (np.arange(36) // 18)


def dealt(asked, labels, zones, deal=deal_anew):
    net = reduce_units(asked).net
    return deal(net, make_rules(asked), labels, np.asarray(zones), Control())


def cost(asked, labels):
    """Household-metres of a plan, to the given centers or the best ones."""
    if asked.centers is None:
        return zone_centers(asked, labels.astype(np.int32))[1].sum()
    away = np.hypot(*(asked.xy_m - asked.xy_m[asked.centers[labels]]).T)
    return (asked.households * away).sum()
