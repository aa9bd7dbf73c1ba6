"""The command line: each command parses, calls one function, prints.

Human text goes to stderr, data to stdout. Exit code 0: done; 1: the data or the plan breaks a
rule; 2: wrong usage.
"""

from __future__ import annotations

import sys

from gridplan.cli.program import build_program
from gridplan.cli.words import language_of


def main() -> None:
    """Run the program on the arguments of the process."""
    build_program(language_of(sys.argv[1:]))(prog_name="gridplan")
