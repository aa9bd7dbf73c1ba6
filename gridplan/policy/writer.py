"""A profile of one's own to start from: a commented template, or a copy of a shipped one."""

from __future__ import annotations

import re
from importlib import resources

from gridplan.errors import ParamError
from gridplan.policy.reader import load_profile, profile_ids, read_profile

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_OWN_ID = re.compile(r'(?m)^id( *)= *"[^"]*"')


def new_profile(name: str, base: str | None = None) -> str:
    """Return the text of a profile with the id *name* that validates.

    Parameters
    ----------
    name
        Its id: lower-case letters, digits and hyphens.
    base
        Id or file of the profile to copy; None takes the commented template.

    Raises
    ------
    ParamError
        The id is no id, or is that of a shipped profile.

    Examples
    --------
    >>> read_profile(new_profile("my-town")).id
    'my-town'
    >>> read_profile(new_profile("my-town", "binhai-2023")).size_rule("grid").rule
    'BH-01'
    """
    if not _ID.fullmatch(name):
        raise ParamError(
            f"'{name}' cannot be the id of a profile: use 2-40 lower-case letters, digits and "
            "hyphens, such as my-town-2026."
        )
    if name in profile_ids():
        raise ParamError(f"'{name}' is a profile that gridplan ships. Give yours another id.")
    text = _template() if base is None else load_profile(base).source_text
    text = _OWN_ID.sub(lambda match: f'id{match[1]}= "{name}"', text, count=1)
    read_profile(text, file=f"{name}.toml")
    return text


def _template() -> str:
    return (resources.files(__package__) / "template.toml").read_text(encoding="utf-8")
