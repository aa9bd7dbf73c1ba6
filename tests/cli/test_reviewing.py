"""The command that opens the review app: what it refuses, what it serves, what it keeps secret."""

import os
import re
import sqlite3
import subprocess
import sys
import urllib.request

import psutil
import pytest
from click.testing import CliRunner

from gridplan.cli.program import build_program
from gridplan.document import write_document
from gridplan.review.copies import copies_of, copy_log
from gridplan.review.desk import Desk
from gridplan.review.store import EditStore, verify_copy, verify_log
from tests.small import small_result


@pytest.fixture
def plan(tmp_path):
    write_document(small_result(), tmp_path / "plan.gpkg", language="en")
    return tmp_path


def run(*arguments, **options):
    return CliRunner().invoke(build_program("en"), ["review", *map(str, arguments)], **options)


def test_the_app_is_served_and_its_token_is_seen_by_its_user_alone(plan):
    command = [
        sys.executable,
        "-m",
        "gridplan",
        "review",
        str(plan),
        "--no-browser",
        "--lang",
        "zh",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            line = server.stderr.readline()
            address, token = re.search(
                r"(http://127\.0\.0\.1:\d+)/\?token=([\w-]+)&lang=zh", line
            ).groups()
            asked = urllib.request.Request(
                f"{address}/api/state", headers={"X-Gridplan-Token": token}
            )
            with urllib.request.urlopen(asked, timeout=10) as answer:
                assert b'"rev": 0' in answer.read()
            assert len(token) >= 40
            assert not any(token in part for part in psutil.Process(server.pid).cmdline())
        finally:
            server.terminate()
        assert token not in server.stderr.read()
    (copy,) = copies_of(plan / "plan.gpkg.review.sqlite")  # taken at the start
    assert verify_copy(copy).n_entries == 1
    files = b"".join(path.read_bytes() for path in plan.rglob("*") if path.is_file())
    assert token.encode() not in files


def test_a_log_can_be_verified(plan):
    assert "no log" in run(plan, "--verify").stderr
    path = plan / "plan.gpkg.review.sqlite"
    store = EditStore(path)
    Desk(small_result(), store, plan_id="x", author="wang")
    store.close()
    done = run(plan, "--verify")
    assert (done.exit_code, verify_log(path).head in done.stderr) == (0, True)
    with sqlite3.connect(path) as database:
        database.executescript("DROP TRIGGER edit_stays; UPDATE edit SET author = 'li';")
    database.close()
    done = run(plan, "--verify")
    assert (done.exit_code, "entry 1" in done.stderr) == (1, True)


def test_a_log_is_restored_from_a_copy(plan):
    store = EditStore(plan / "plan.gpkg.review.sqlite")
    Desk(small_result(), store, plan_id="x", author="wang")
    head = store.head
    store.close()
    copy, _ = copy_log(store.path)
    store.path.write_bytes(b"ruined")
    assert "--restore COPY" in run(plan, "--no-browser").stderr
    done = run(plan, "--restore", copy)
    assert (done.exit_code, head in done.stderr) == (0, True)
    assert verify_log(store.path).head == head
    (aside,) = plan.glob("*.before-*")
    assert str(aside) in done.stderr.replace("\n", "")
    assert aside.read_bytes() == b"ruined"


def test_other_machines_need_a_password(plan, monkeypatch):
    monkeypatch.delenv("GRIDPLAN_REVIEW_PASSWORD", raising=False)
    done = run(plan, "--listen", "192.0.2.1", input="short\n")
    assert done.exit_code == 2
    assert "Warning" in done.stderr
    assert "8 characters" in done.stderr


def test_an_address_that_is_none_or_not_ours_is_told(plan, monkeypatch):
    monkeypatch.setenv("GRIDPLAN_REVIEW_PASSWORD", "a long password")
    assert "IPv4" in run(plan, "--listen", "example.org").stderr
    done = run(plan, "--listen", "192.0.2.1", "--no-browser")
    assert (done.exit_code, "cannot be listened on" in done.stderr) == (2, True)


def test_what_is_no_plan_is_told_and_nothing_is_left(tmp_path):
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "no plan document" in done.stderr
    assert os.listdir(tmp_path) == []
