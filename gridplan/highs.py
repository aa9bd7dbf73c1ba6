"""The integer-programming solver: silent, and the same answer every time."""

from __future__ import annotations

import highspy


class Highs(highspy.Highs):  # type: ignore[misc]
    """HiGHS on one thread, with a fixed seed, without a word on standard output.

    Since its release 1.16 the solver greets while it is being made, before any option of the
    finished object could tell it not to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setOptionValue("threads", 1)
        self.setOptionValue("random_seed", 0)

    def enableCallbacks(self) -> None:  # noqa: N802 - the solver's own name
        """Turn the output off before the first call that would greet."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()

    def run(self) -> highspy.HighsStatus:
        """Solve the model.

        Raises
        ------
        RuntimeError
            The solver could not start; its bounds would then mean nothing.
        """
        status = super().run()
        if status == highspy.HighsStatus.kError:
            raise RuntimeError(f"HiGHS could not run: {self.getModelStatus()}.")
        return status
