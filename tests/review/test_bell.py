"""Who waits for something hears of it, whenever it comes to be so."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from gridplan.review.bell import Bell


def wait(bell, is_so, seconds):
    """Wait, but not for as long as a test that fails would.

    In a thread of its own: tests in a browser keep a loop running in this one.
    """
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(asyncio.wait_for(bell.wait(is_so, seconds), 20))).result()


def test_what_comes_to_be_so_while_it_is_asked_is_not_missed():
    bell, asked = Bell(), []

    def is_so():
        asked.append(len(asked))
        if len(asked) == 1:
            bell.ring()
        return len(asked) > 1

    wait(bell, is_so, 60)
    assert asked == [0, 1]


def test_other_news_let_nobody_go():
    bell, news = Bell(), []

    def is_so():
        if len(news) < 3:
            threading.Thread(target=lambda: (news.append("other"), bell.ring())).start()
        return len(news) >= 3

    wait(bell, is_so, 60)
    assert len(news) >= 3


def test_nobody_waits_for_good():
    wait(Bell(), lambda: False, 0.01)
