"""Where to build next: sites that bring most households a short walk, proven or with the gap."""

from gridplan.siting.ask import SitingParams
from gridplan.siting.problem import Problem, Solution
from gridplan.siting.propose import site

__all__ = ["Problem", "SitingParams", "Solution", "site"]
