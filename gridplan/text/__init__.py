"""Every sentence gridplan says, in Chinese and in English.

Sentences live in ``zh/*.toml`` and ``en/*.toml``; a key is ``file.name``. Later code passes
keys and values around and turns them into a sentence only where a person reads it, so that
one result can be shown in either language.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def catalog(language: Language) -> dict[str, str]:
    """Return every sentence of one language by its key."""
    folder = resources.files(__package__) / language
    sentences: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            stem = file.name.removesuffix(".toml")
            for key, sentence in tomllib.loads(file.read_text(encoding="utf-8")).items():
                sentences[f"{stem}.{key}"] = sentence
    return sentences


def say(language: Language, key: str, /, **values: object) -> str:
    """Return the sentence *key* in *language* with *values* filled in.

    A value that differs by language is a mapping with a text for each.

    Raises
    ------
    KeyError
        The catalog has no such sentence: a mistake in the program, not in the data.
    """
    spoken = {name: _in(language, value) for name, value in values.items()}
    return catalog(language)[key].format(**spoken)


def _in(language: Language, value: object) -> object:
    return value[language] if isinstance(value, Mapping) else value


def default_language() -> Language:
    """Return the language of the user's locale: Chinese for any ``zh`` locale, else English."""
    chosen = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, chosen), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
