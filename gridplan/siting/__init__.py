"""Where to build next: sites that bring most households a short walk, proven or with the gap."""

from gridplan.siting.ask import SitingParams
from gridplan.siting.exact import most_gain
from gridplan.siting.fewest import fewest_sites
from gridplan.siting.problem import Problem, Solution
from gridplan.siting.propose import site

__all__ = ["Problem", "SitingParams", "Solution", "fewest_sites", "most_gain", "site"]
