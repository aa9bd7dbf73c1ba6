"""Waivers: findings that somebody has signed for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiver:
    """An exception from a rule for one zone.

    Parameters
    ----------
    rule
        Id of the rule.
    code
        Code of the zone; empty for a finding on the whole area.
    reason, signer
        Why, and who answers for it: an office or a post.
    date
        Day it was signed, ``2026-03-01``.
    """

    rule: str
    code: str
    reason: str
    signer: str
    date: str
