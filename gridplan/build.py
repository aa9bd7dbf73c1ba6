"""Compile the engine while the package is built, so that the first plan need not wait.

Used by the build backend alone (``tool.hatch.build.hooks.custom``). Machine code serves the
processor and the Python it was compiled for; anywhere else the engine compiles at its first use.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PARTS = ("anneal", "mend", "locate")  # as in `gridplan.partition.ahead`, one process each


class CompileEngine(BuildHookInterface[Any]):  # type: ignore[misc]
    """Leave machine code beside the engine, and put it into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of a wheel are gathered."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        if not _compile(root):
            self.app.display_warning("The engine was not compiled; the first plan will do it.")
        if version != "editable":
            kept = (root / "gridplan" / "partition" / "__pycache__").glob("*.nb[ci]")
            build_data["force_include"].update(
                {str(path): path.relative_to(root).as_posix() for path in kept}
            )


def _compile(root: Path) -> bool:
    """Compile all parts at once; tell whether that went well."""
    commands = [[sys.executable, "-m", "gridplan.partition.ahead", part] for part in PARTS]
    processes = [subprocess.Popen(command, cwd=root) for command in commands]
    codes = [process.wait() for process in processes]
    return not any(codes)
