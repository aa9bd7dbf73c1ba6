"""Both languages say the same things."""

import string

import pytest

from gridplan.text import LANGUAGES, catalog, default_language, say


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys():
    assert set(catalog("zh")) == set(catalog("en"))


@pytest.mark.parametrize("key", sorted(catalog("en")))
def test_a_sentence_takes_the_same_values_in_both_languages(key):
    assert placeholders(catalog("zh")[key]) == placeholders(catalog("en")[key])


def test_chinese_sentences_are_chinese():
    plain = [
        key
        for key, sentence in catalog("zh").items()
        if not key.endswith("_example")
        and len(sentence) > 8
        and not any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
    ]
    assert plain == []


@pytest.mark.parametrize(
    ("name", "language"), [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C", "en")]
)
def test_language_follows_the_locale(monkeypatch, name, language):
    monkeypatch.setenv("LC_ALL", name)
    assert default_language() == language


def test_languages_are_chinese_and_english():
    assert LANGUAGES == ("zh", "en")


def test_a_missing_sentence_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        say("en", "no.such_sentence")


def test_a_value_may_have_a_text_for_each_language():
    names = {"zh": "药店", "en": "pharmacy"}
    assert "药店" in say("zh", "coverage.basic_lists", n=1, names=names)
    assert "pharmacy" in say("en", "coverage.basic_lists", n=1, names=names)
