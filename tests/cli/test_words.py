import pytest

from gridplan.cli.words import language_of


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["plan", "x", "--lang", "zh"], "zh"),
        (["--lang=en", "plan"], "en"),
        (["plan", "--lang", "xx"], "zh"),
        (["plan", "--lang"], "zh"),
        (["plan"], "zh"),
    ],
)
def test_the_flag_wins_over_the_locale(monkeypatch, arguments, language):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert language_of(arguments) == language
