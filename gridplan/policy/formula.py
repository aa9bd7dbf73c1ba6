"""A small, safe reader of the formulas in profiles.

It knows numbers, names, ``+ - * /``, comparisons, ``and or not``, ``x if test else y`` and a
few functions, and nothing else: no attribute, no index, no text, no power. Values are exact
fractions, so that ``ceil(18*P/10000)`` never slips by a rounding.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gridplan.errors import ParamError

Number = Fraction
Scope = Mapping[str, Number]
Step = Callable[[Scope], Number]

MAX_LENGTH = 300
MAX_DEPTH = 40

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/()<>,]))")
_WORDS = frozenset({"if", "else", "and", "or", "not"})
_COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ADD: dict[str, Callable[[Number, Number], Number]] = {"+": operator.add, "-": operator.sub}
_MULTIPLY: dict[str, Callable[[Number, Number], Number]] = {
    "*": operator.mul,
    "/": operator.truediv,
}


def _clamp(value: Number, low: Number, high: Number) -> Number:
    return max(low, min(value, high))


# name -> function, fewest and most arguments
_FUNCTIONS: dict[str, tuple[Callable[..., Number | int], int, int]] = {
    "abs": (abs, 1, 1),
    "ceil": (math.ceil, 1, 1),
    "floor": (math.floor, 1, 1),
    "round": (round, 1, 1),
    "min": (min, 2, 9),
    "max": (max, 2, 9),
    "clamp": (_clamp, 3, 3),
}


@dataclass(frozen=True)
class Formula:
    """A formula that was read and may be evaluated many times.

    Parameters
    ----------
    text
        The formula as written.
    names
        Variables it uses, sorted.

    Examples
    --------
    >>> read_formula("750 if N < 500 else 750 + 50*(N-500)/100")(N=1500)
    1250.0
    >>> read_formula("ceil(18*P/10000)")(P=3001)
    6.0
    """

    text: str
    names: tuple[str, ...]
    step: Step = field(repr=False, compare=False)

    def __call__(self, **values: float) -> float:
        """Return the value of the formula for these variables.

        Raises
        ------
        ParamError
            A variable is missing or not finite, or the formula divides by zero.
        """
        missing = [name for name in self.names if name not in values]
        if missing:
            raise ParamError(f"The formula '{self.text}' needs a value for {', '.join(missing)}.")
        try:
            return float(self.step({name: Fraction(values[name]) for name in self.names}))
        except ZeroDivisionError as error:
            raise ParamError(
                f"The formula '{self.text}' divides by zero for {_shown(values)}."
            ) from error
        except (ValueError, OverflowError) as error:
            raise ParamError(
                f"The formula '{self.text}' has no finite value for {_shown(values)}."
            ) from error


def read_formula(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    ParamError
        The text is not a formula of this small language; the message says where it stops.
    """
    if len(text) > MAX_LENGTH:
        raise ParamError(f"A formula has at most {MAX_LENGTH} characters, not {len(text)}.")
    reader = _Reader(text, _tokens(text))
    step = reader.expression(0)
    if reader.peek():
        raise reader.fault(f"'{reader.peek()}' is left over")
    return Formula(text, tuple(sorted(reader.names)), step)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip()[:1]
            raise ParamError(f"The formula '{text}' holds '{rest}', which has no meaning there.")
        tokens.append(next(group for group in match.groups() if group))
        position = match.end()
    return tokens


def _shown(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in sorted(values.items())) or "no values"


class _Reader:
    """Recursive descent; each method reads one rank of precedence and returns a step."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0
        self.names: set[str] = set()

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Take the next token if it is one of *wanted*, else return an empty text."""
        token = self.peek()
        if token not in wanted:
            return ""
        self.position += 1
        return token

    def need(self, token: str) -> None:
        if not self.take(token):
            raise self.fault(f"'{token}' is missing")

    def fault(self, what: str) -> ParamError:
        read = " ".join(self.tokens[: self.position]) or "its start"
        return ParamError(f"The formula '{self.text}' cannot be read: {what} after {read}.")

    def expression(self, depth: int) -> Step:
        if depth > MAX_DEPTH:
            raise self.fault("it is nested too deeply")
        value = self.either(depth)
        if not self.take("if"):
            return value
        test = self.either(depth)
        self.need("else")
        other = self.expression(depth + 1)
        return lambda scope: value(scope) if test(scope) else other(scope)

    def either(self, depth: int) -> Step:
        left = self.both(depth)
        while self.take("or"):
            left = _either(left, self.both(depth))
        return left

    def both(self, depth: int) -> Step:
        left = self.negation(depth)
        while self.take("and"):
            left = _both(left, self.negation(depth))
        return left

    def negation(self, depth: int) -> Step:
        if not self.take("not"):
            return self.comparison(depth)
        if depth > MAX_DEPTH:
            raise self.fault("it is nested too deeply")
        step = self.negation(depth + 1)
        return lambda scope: Fraction(not step(scope))

    def comparison(self, depth: int) -> Step:
        left = self.sum(depth)
        sign = self.take(*_COMPARE)
        if not sign:
            return left
        right, compare = self.sum(depth), _COMPARE[sign]
        return lambda scope: Fraction(compare(left(scope), right(scope)))

    def sum(self, depth: int) -> Step:
        left = self.product(depth)
        while sign := self.take(*_ADD):
            left = _binary(_ADD[sign], left, self.product(depth))
        return left

    def product(self, depth: int) -> Step:
        left = self.signed(depth)
        while sign := self.take(*_MULTIPLY):
            left = _binary(_MULTIPLY[sign], left, self.signed(depth))
        return left

    def signed(self, depth: int) -> Step:
        if depth > MAX_DEPTH:
            raise self.fault("it is nested too deeply")
        if not self.take("-"):
            return self.atom(depth)
        step = self.signed(depth + 1)
        return lambda scope: -step(scope)

    def atom(self, depth: int) -> Step:
        if self.take("("):
            step = self.expression(depth + 1)
            self.need(")")
            return step
        token = self.peek()
        if not token or token in _WORDS or not (token[0].isalnum() or token[0] == "_"):
            raise self.fault("a number, a name or '(' is missing")
        self.position += 1
        if token[0].isdigit():
            number = Fraction(token)
            return lambda scope: number
        return self.call(token, depth) if self.take("(") else self.variable(token)

    def variable(self, name: str) -> Step:
        self.names.add(name)
        return lambda scope: scope[name]

    def call(self, name: str, depth: int) -> Step:
        if name not in _FUNCTIONS:
            raise self.fault(f"the function may be {', '.join(sorted(_FUNCTIONS))}, not '{name}'")
        function, fewest, most = _FUNCTIONS[name]
        arguments = [self.expression(depth + 1)]
        while self.take(","):
            arguments.append(self.expression(depth + 1))
        self.need(")")
        if not fewest <= len(arguments) <= most:
            raise self.fault(f"{name} does not take {len(arguments)} values")
        return lambda scope: Fraction(function(*(argument(scope) for argument in arguments)))


def _binary(function: Callable[[Number, Number], Number], left: Step, right: Step) -> Step:
    return lambda scope: function(left(scope), right(scope))


def _either(left: Step, right: Step) -> Step:
    return lambda scope: Fraction(bool(left(scope)) or bool(right(scope)))


def _both(left: Step, right: Step) -> Step:
    return lambda scope: Fraction(bool(left(scope)) and bool(right(scope)))
