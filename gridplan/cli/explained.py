"""The account of a zone, for people on stderr and as plain values."""

from __future__ import annotations

from typing import Any

from gridplan.check import ZoneAccount
from gridplan.check.limits import shown_band, shown_zone
from gridplan.cli.words import tell
from gridplan.text import Language, say


def account_json(account: ZoneAccount, language: Language) -> dict[str, Any]:
    """Return the account as plain values, every sentence in *language*."""
    return {
        "level": account.level,
        "code": account.code,
        "households": account.households,
        "min_households": account.band.min_households,
        "max_households": account.band.max_households,
        "violations": [
            {
                "rule": violation.rule,
                "message": violation.text(language),
                "remedies": [
                    {"key": remedy.key, "message": remedy.text(language), **remedy.values}
                    for remedy in violation.remedies
                ],
            }
            for violation in account.violations
        ],
        "moves": [
            {
                "key": what.key,
                "message": what.text(language),
                **what.values,
                "reason": why.key.partition("reason_")[2],
                "reason_message": why.text(language),
            }
            for what, why in account.moves
        ],
    }


def tell_account(account: ZoneAccount, language: Language) -> None:
    """Show the account: the zone, its findings and remedies, the moves across its border."""
    name = say(language, f"map.level_{account.level}")
    head = {"level": name, "zone": shown_zone(account.code), "band": shown_band(account.band)}
    tell(say(language, "cli.explain_zone", **head, households=account.households))
    for violation in account.violations:
        tell(violation.text(language))
        for remedy in violation.remedies:
            tell(f"  → {remedy.text(language)}")
    tell(say(language, "cli.explain_moves", n=len(account.moves)))
    for what, why in account.moves:
        tell(f"  {what.text(language)} {why.text(language)}")
