"""Another process answers, and whoever asks hears when it is no more."""

import threading
import time
from types import MappingProxyType

import pytest

from gridplan.helper import LOST, Helper, answer_all

SLOW = ["a question that takes long"]


def serve():
    """Turn lists around, in the helpers of these tests."""
    print("a word on standard output is no answer")
    answer_all(turned)


def turned(values):
    if values is None:
        raise SystemExit(1)
    if values == SLOW:
        time.sleep(60)
    print("nor is this")
    return values[::-1]


@pytest.fixture
def other():
    found = Helper(__name__)
    yield found
    found.close()


def test_it_answers_one_question_after_another(other):
    assert other.ask([1, 2, 3]) == [3, 2, 1]
    assert other.ask("abc") == "cba"


def test_views_of_dictionaries_go_there_and_back(other):
    asked = [MappingProxyType({"a": 1}), 2]
    answer = other.ask(asked)
    assert answer == [2, {"a": 1}]
    assert isinstance(answer[1], MappingProxyType)


def test_who_asks_hears_that_it_failed(other):
    with pytest.raises(LOST):
        other.ask(None)
    with pytest.raises(LOST):
        other.ask([1])


def test_who_waits_for_an_answer_hears_that_it_was_killed(other):
    other.ask([])
    threading.Timer(0.2, other.kill).start()
    with pytest.raises(LOST):
        other.ask(SLOW)
