"""The templates of the printable pages."""

from __future__ import annotations

from functools import cache
from importlib import resources

import jinja2


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_text),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return (resources.files(__package__) / "templates" / name).read_text("utf-8")


def template(name: str) -> jinja2.Template:
    """Return one of our own templates, which may include others."""
    return _environment().get_template(name)
