"""Write the sample town: ``python -m gridplan.testing.sample [DIR]``."""

from __future__ import annotations

import sys
from pathlib import Path

from gridplan.testing.sample import build_town, write_sample

if __name__ == "__main__":
    write_sample(build_town(), Path(sys.argv[1] if len(sys.argv) > 1 else "data/sample"))
