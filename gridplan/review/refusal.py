"""What the server answers when it does not do what it is asked."""

from __future__ import annotations

from typing import Any

from gridplan.text import Language, say


class Refused(Exception):
    """A request that is not carried out: status, code, and what fills its sentence.

    Parameters
    ----------
    status
        HTTP status, 4xx.
    code
        Short name; the sentence is ``review.refused_<code>``.
    more
        Further fields of the error, beside code and message.
    values
        What fills the sentence.
    """

    def __init__(
        self, status: int, code: str, /, *, more: dict[str, Any] | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.more = more or {}
        self.values = values

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer: when to ask again, where it is a matter of time."""
        return {"Retry-After": str(self.more["retry_s"])} if "retry_s" in self.more else {}

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return the one shape that every error has."""
        message = say(language, f"review.refused_{self.code}", **self.values)
        return {"error": {"code": self.code, "message": message, **self.more}}
