"""Words of the command line in the language of the user."""

from __future__ import annotations

from collections.abc import Sequence

import click

from gridplan.text import LANGUAGES, Language, default_language, say

# Headings that click writes itself.
HEADINGS = {
    "zh": {"Usage:": "用法：", "Options:": "选项：", "Commands:": "命令：", "Error:": "错误："}
}


def language_of(arguments: Sequence[str]) -> Language:
    """Return the language that ``--lang`` asks for, wherever it stands, else the locale's.

    Help is written before a command line is parsed, so this looks ahead.
    """
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or "".join(arguments[position + 1 : position + 2])
            return next((known for known in LANGUAGES if known == value), default_language())
    return default_language()


def translate_headings(text: str, language: Language) -> str:
    """Put click's own headings into *language*."""
    for english, word in HEADINGS.get(language, {}).items():
        text = text.replace(english, word)
    return text


def tell(text: str = "") -> None:
    """Write a line for people to stderr."""
    click.echo(text, err=True)


def help_of(language: Language, command: str) -> str:
    """Return the help of a command: what it does, and an example set apart from it."""
    example = say(language, f"cli.{command}_example")
    return f"{say(language, f'cli.{command}')}\n\n\b\n{say(language, 'cli.example')}\n  {example}"
