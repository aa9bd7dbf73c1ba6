"""The solver says nothing where data belong, and never passes a failure off as a bound."""

import pytest

from gridplan.highs import Highs


def test_the_solver_makes_itself_and_runs_without_a_word(capfd):
    Highs().run()
    assert capfd.readouterr().out == ""


def test_a_run_that_cannot_start_is_an_error():
    solver = Highs()
    solver.run()
    solver.setOptionValue("threads", 2)  # threads are shared by all solvers of a process
    with pytest.raises(RuntimeError, match="could not run"):
        solver.run()
