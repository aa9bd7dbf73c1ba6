"""Where the packaged sample town lies."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def sample_folder() -> Path:
    """Return the folder of the sample: inside an installed package, or in the source tree."""
    installed = PACKAGE / "_sample"
    return installed if installed.is_dir() else PACKAGE.parent / "data" / "sample"
