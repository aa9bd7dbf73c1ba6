"""What can wait waits while an edit is under way, but not forever."""

import threading

from gridplan.review import courtesy
from gridplan.review.courtesy import Courtesy


def giver(own):
    """Give way in a thread, and return it a little later."""
    thread = threading.Thread(target=own.give_way)
    thread.start()
    thread.join(0.05)
    return thread


def test_who_is_in_no_hurry_waits_for_all_who_are():
    own = Courtesy()
    with own.hurried():
        with own.hurried():
            thread = giver(own)
        assert thread.is_alive()
    thread.join(5)
    assert not thread.is_alive()


def test_nobody_waits_where_nobody_is_in_a_hurry():
    assert not giver(Courtesy()).is_alive()


def test_nobody_waits_for_himself(monkeypatch):
    monkeypatch.setattr(courtesy, "PATIENCE_S", 60.0)
    own = Courtesy()
    with own.hurried():
        own.give_way()
        thread = giver(own)
        assert thread.is_alive()
    thread.join(5)
    assert not thread.is_alive()


def test_a_hurry_without_end_holds_nothing_up_for_good(monkeypatch):
    monkeypatch.setattr(courtesy, "PATIENCE_S", 0.01)
    own = Courtesy()
    with own.hurried():
        thread = giver(own)
        thread.join(5)
        assert not thread.is_alive()
