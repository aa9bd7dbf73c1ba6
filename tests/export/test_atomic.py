"""Complete or absent."""

import os
import stat

import pytest

from gridplan.errors import ParamError
from gridplan.export import atomic, publish, publish_text, staging_folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def fail_half_way(target):
    with staging_folder(target) as staging:
        (staging / "a.txt").write_text("half")
        raise RuntimeError("half way")


def test_files_appear_together_and_nothing_is_left_over(tmp_path):
    target = tmp_path / "deep" / "out"
    with staging_folder(target) as staging:
        (staging / "a.txt").write_text("new")
        (staging / "report.json").write_text("{}")
        publish(staging, target)
    assert names(target) == ["a.txt", "report.json"]
    assert names(target.parent) == ["out"]


def test_a_failure_while_making_files_leaves_the_old_ones(tmp_path):
    target = tmp_path / "out"
    publish_text(target / "a.txt", "old")
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(target)
    assert (target / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_the_report_is_replaced_last(tmp_path, monkeypatch):
    order = []
    real = os.replace
    monkeypatch.setattr(atomic.os, "replace", lambda a, b: (order.append(b.name), real(a, b)))
    with staging_folder(tmp_path / "out") as staging:
        for name in ("report.json", "zz.txt", "a.txt"):
            (staging / name).write_text("")
        publish(staging, tmp_path / "out")
    assert order == ["a.txt", "zz.txt", "report.json"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ParamError, match="cannot be written"), staging_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path):
    tmp_path.chmod(stat.S_IREAD | stat.S_IEXEC)
    with pytest.raises(ParamError, match="Choose another folder"), staging_folder(tmp_path / "out"):
        pass


def test_a_full_disk_is_told_and_the_old_files_stay(tmp_path, monkeypatch):
    target = tmp_path / "out"
    publish_text(target / "a.txt", "old")

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "flush", full)
    with pytest.raises(ParamError, match="No space left"):
        publish_text(target / "a.txt", "new")
    assert (target / "a.txt").read_text() == "old"
