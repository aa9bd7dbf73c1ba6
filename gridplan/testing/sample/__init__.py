"""The sample town: a made-up resettlement town in the lower Yangtze plain.

``python -m gridplan.testing.sample [DIR]`` writes it, the same bytes every time. `design` says
what stands where; `streets`, `compounds` and `village` draw it; `oldplan` draws the plan that is
in force and what is wrong with it; `town` puts the layers together and `files` writes them.
"""

from __future__ import annotations

from gridplan.testing.sample.files import write_sample
from gridplan.testing.sample.town import build_town

__all__ = ["build_town", "write_sample"]
