"""The condition language: parse, type-check, compile to a JsonLogic subset, evaluate with three values.

A condition is true, false or undecided (None). An answer that is missing is undecided. A question that does
not apply has no value (NOT_ASKED): every comparison on it is false. See docs/adr/0003-conditions.md.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias

from generator.problems import did_you_mean

NOT_ASKED = None
"""The value, in an environment, of a question that does not apply. Undecided is: no value at all."""

Kind: TypeAlias = Literal["truth", "choice", "several", "number", "date", "answered"]
Logic: TypeAlias = Any
"""A JsonLogic rule: nested dicts and lists of plain JSON values."""
Environment: TypeAlias = Mapping[str, Any]

MAX_LENGTH, MAX_DEPTH = 2000, 40
_SPACES = str.maketrans("\n\r\t", "   ")
_ORDER: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_HELP = "use and, or, not, ( ), ==, !=, <, <=, >, >=, in, names, numbers and 'quoted choices'"


@dataclass(frozen=True)
class Name:
    """What a condition may mention: a question, field or derived fact."""

    id: str
    kind: Kind
    choices: tuple[str, ...] = ()
    ordered: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None
    """The least distance of two numbers; None: as close as can be."""
    measure: str = ""
    """What a number counts, such as money or days: only like may be compared with like."""


class RuleError(Exception):
    """A condition that cannot be used. `offset` counts characters into its text."""

    def __init__(self, message: str, hint: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.hint, self.offset = message, hint, offset


@dataclass(frozen=True)
class Rule:
    """A checked condition: its text, its JsonLogic, and the names it mentions in order of appearance."""

    text: str
    logic: Logic
    names: tuple[str, ...]


ALWAYS = Rule("", True, ())
NEVER = Rule("", False, ())


def compile_rule(text: str, names: Mapping[str, Name]) -> Rule:
    """Parse and check a condition against the known names. Raises RuleError at the first fault."""
    if len(text) > MAX_LENGTH:
        raise RuleError("the condition is too long", f"at most {MAX_LENGTH} characters", 0)
    one_line = text.translate(_SPACES)
    condition = one_line.strip()
    indent = len(one_line) - len(one_line.lstrip())
    for sign in "#\\":  # Python's comments and escapes could hide a part of the condition
        if sign in one_line:
            raise RuleError(f"'{sign}' is not part of the condition language", _HELP, one_line.index(sign))
    compiler = _Compiler(condition, names)
    try:
        logic = compiler.truth(_parsed(condition))
    except RuleError as error:
        raise RuleError(error.message, error.hint, error.offset + indent) from None
    return Rule(condition, logic, tuple(dict.fromkeys(compiler.used)))


def _parsed(condition: str) -> ast.expr:
    """Python's expression tree. What Python would only warn of, such as `1or x`, is refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return ast.parse(condition, mode="eval").body
    except SyntaxError as error:
        at = error.offset if error.lineno == 1 else None  # what ends too early is reported on the next line
        raise RuleError("this is not a condition", _HELP, at - 1 if at else len(condition)) from None
    except (ValueError, RecursionError, MemoryError, Warning):
        raise RuleError("this is not a condition", _HELP, 0) from None


class _Compiler:
    """Turns a Python expression tree into JsonLogic, refusing whatever the language does not have."""

    def __init__(self, text: str, names: Mapping[str, Name]) -> None:
        self.lines, self.names = text.encode(), names
        self.used: list[str] = []

    def error(self, node: ast.AST, message: str, hint: str = _HELP) -> RuleError:
        """Python counts columns in bytes; people count characters."""
        return RuleError(message, hint, len(self.lines[: getattr(node, "col_offset", 0)].decode(errors="replace")))

    def name(self, node: ast.Name) -> Name:
        found = self.names.get(node.id)
        if found is None:
            raise self.error(node, f"unknown name '{node.id[:60]}'", did_you_mean(node.id, self.names))
        self.used.append(found.id)
        return found

    def written(self, node: ast.expr) -> str:
        """The characters a node was read from."""
        return self.lines[node.col_offset : node.end_col_offset].decode()

    def truth(self, node: ast.expr, depth: int = 0) -> Logic:
        if depth > MAX_DEPTH:
            raise self.error(node, "the condition is nested too deeply", "split it into derived facts")
        match node:
            case ast.BoolOp(op=op, values=values):
                return {"and" if isinstance(op, ast.And) else "or": [self.truth(v, depth + 1) for v in values]}
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return {"!": [self.truth(operand, depth + 1)]}
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(node, left, op, right)
            case ast.Compare():
                raise self.error(node, "comparisons cannot be chained", "write 'a < b and b < c'")
            case ast.Name():
                return self.bare(node)
        raise self.error(node, "this is not part of the condition language")

    def bare(self, node: ast.Name) -> Logic:
        name = self.name(node)
        if name.kind == "answered":
            return {"!!": [{"var": name.id}]}
        if name.kind == "truth":
            return {"===": [{"var": name.id}, True]}
        hint = f"compare it, for example {_example(name)}"
        raise self.error(node, f"'{name.id}' alone is not yes or no", hint)

    def comparison(self, node: ast.Compare, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Logic:
        if isinstance(op, ast.In | ast.NotIn):
            return self.membership(node, left, right, negated=isinstance(op, ast.NotIn))
        symbol = _ORDER.get(type(op)) or {ast.Eq: "==", ast.NotEq: "!="}.get(type(op))
        if symbol is None:
            raise self.error(node, "this comparison is not part of the condition language")
        if not isinstance(left, ast.Name):
            left, right, symbol = right, left, _MIRROR[symbol]
        if not isinstance(left, ast.Name):
            raise self.error(node, "a comparison needs a name on one side")
        name = self.name(left)
        match name.kind:
            case "choice":
                return _one_of(name.id, self.chosen(name, symbol, right))
            case "number" | "date":
                return self.ordering(name, symbol, right)
            case "several":
                hint = f"write {_example(name)}"
                raise self.error(left, f"'{name.id}' has several answers and cannot be compared with {symbol}", hint)
        hint = f"write '{name.id}' or 'not {name.id}' alone"
        raise self.error(left, f"'{name.id}' cannot be compared", hint)

    def chosen(self, name: Name, symbol: str, right: ast.expr) -> list[str]:
        """The choices for which the comparison holds: an ordered comparison is a choice among some."""
        word = self.choice(name, right)
        if symbol in ("==", "!="):
            return [c for c in name.choices if (c == word) == (symbol == "==")]
        if not name.ordered:
            raise self.error(right, f"the choices of '{name.id}' have no order", "use == or in")
        place = name.choices.index(word)
        holds = {"<": place.__gt__, "<=": place.__ge__, ">": place.__lt__, ">=": place.__le__}[symbol]
        return [c for i, c in enumerate(name.choices) if holds(i)]

    def ordering(self, name: Name, symbol: str, right: ast.expr) -> Logic:
        guards: list[Logic] = [_asked(name.id)]
        other: Logic
        if isinstance(right, ast.Name):
            second = self.name(right)
            if (second.kind, second.measure) != (name.kind, name.measure):
                message = f"'{name.id}' and '{second.id}' are of different types"
                raise self.error(right, message, f"compare {_measured(name)} with {_measured(name)}")
            guards.append(_asked(second.id))
            other = {"var": second.id}
        else:
            other = self.day(name, right) if name.kind == "date" else self.number(name, right)
        here = {"var": name.id}
        if symbol == "!=":
            return {"and": [*guards, {"or": [{"<": [here, other]}, {">": [here, other]}]}]}
        if symbol == "==":
            return {"and": [*guards, {"<=": [here, other]}, {">=": [here, other]}]}
        return {"and": [*guards, {symbol: [here, other]}]}

    def membership(self, node: ast.Compare, left: ast.expr, right: ast.expr, *, negated: bool) -> Logic:
        if isinstance(right, ast.Name):
            name = self.name(right)
            if name.kind != "several":
                raise self.error(right, f"'{name.id}' does not hold several answers", f"write {_example(name)}")
            held: Logic = {"in": [self.choice(name, left), {"var": name.id}]}
            return {"and": [_asked(name.id), {"!": [held]} if negated else held]}
        if isinstance(left, ast.Name) and isinstance(right, ast.List | ast.Tuple):
            name = self.name(left)
            if name.kind != "choice":
                raise self.error(left, f"'{name.id}' is not a choice", f"write {_example(name)}")
            words = [self.choice(name, element) for element in right.elts]
            return _one_of(name.id, [c for c in name.choices if (c in words) != negated])
        hint = "write \"'x' in several_answers\" or \"choice in ['x', 'y']\""
        raise self.error(node, "'in' needs a name with several answers, or a list", hint)

    def choice(self, name: Name, node: ast.expr) -> str:
        value = self.quoted(node)
        if value is None:
            raise self.error(node, f"'{name.id}' is compared with a choice in quotes", f"write {_example(name)}")
        if value not in name.choices:
            message = f"'{value}' is not a choice of '{name.id}'"
            raise self.error(node, message, did_you_mean(value, name.choices))
        return value

    def quoted(self, node: ast.expr) -> str | None:
        """The text of one plain quotation; Python's other forms (r'', 'a' 'b') are not part of the language."""
        value = node.value if isinstance(node, ast.Constant) else None
        return value if isinstance(value, str) and self.written(node)[1:-1] == value else None

    def number(self, name: Name, node: ast.expr) -> float | int:
        text = self.written(node).replace(" ", "")
        digits = text.removeprefix("-")
        if not digits.isascii() or not digits.replace(".", "", 1).isdecimal():
            raise self.error(node, f"'{name.id}' is compared with a number", f"write {_example(name)}")
        if not fits_double(Decimal(text)):
            raise self.error(node, "the number is too long", "at most 15 digits")
        return float(text) if "." in text else int(text)

    def day(self, name: Name, node: ast.expr) -> str:
        value = self.quoted(node)
        if value is None or not is_date(value):
            raise self.error(node, f"'{name.id}' is compared with a date in quotes", f"write {_example(name)}")
        return value


def _asked(name: str) -> Logic:
    return {"!==": [{"var": name}, NOT_ASKED]}


def _one_of(name: str, choices: list[str]) -> Logic:
    return {"in": [{"var": name}, choices]}


def is_date(text: str) -> bool:
    """Whether the text is a date of the calendar in the one form 2027-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _measured(name: Name) -> str:
    return name.measure or {"date": "a date", "number": "a number"}.get(name.kind, name.kind)


def _example(name: Name) -> str:
    first = name.choices[0] if name.choices else "x"
    return {
        "truth": name.id,
        "answered": name.id,
        "choice": f"{name.id} == '{first}'",
        "several": f"'{first}' in {name.id}",
        "number": f"{name.id} >= 10",
        "date": f"{name.id} >= '2027-01-31'",
    }[name.kind]


def fits_double(number: Decimal) -> bool:
    """Whether 15 digits hold the number, so that the browser's doubles order it as decimals do."""
    try:
        digits = number.normalize().as_tuple()
    except InvalidOperation:
        return False
    return len(digits.digits) <= 15 and abs(int(digits.exponent)) <= 15


# --- Evaluate: the twin of the browser's ----------------------------------------------------------


def evaluate(logic: Logic, env: Environment) -> bool | None:
    """Whether a rule holds: True, False, or None for undecided (Kleene). Its twin runs the same vectors."""
    if not isinstance(logic, dict):
        return bool(logic)
    ((op, args),) = logic.items()
    if op == "and":
        return _kleene((evaluate(a, env) for a in args), False)
    if op == "or":
        return _kleene((evaluate(a, env) for a in args), True)
    if op == "!":
        held = evaluate(args[0], env)
        return None if held is None else not held
    if op == "!!":
        return bool(env.get(args[0]["var"]))
    if op in ("some", "all"):
        return _quantified(op, args, env)
    operands = [_operand(a, env) for a in args]
    if _MISSING in operands:
        return None
    return bool(_COMPARE[op](*operands))


_MISSING = object()


def _operand(arg: Logic, env: Environment) -> Any:
    if isinstance(arg, dict):
        return env.get(arg["var"], _MISSING)
    return Decimal(repr(arg)) if isinstance(arg, float) else arg


def _kleene(values: Iterable[bool | None], decisive: bool) -> bool | None:
    result: bool | None = not decisive
    for value in values:
        if value is decisive:
            return decisive
        if value is None:
            result = None
    return result


def _quantified(op: str, args: list[Logic], env: Environment) -> bool | None:
    chosen = _operand(args[0], env)
    if chosen is _MISSING:
        return None
    among = args[1]["in"][1]
    held = [c in among for c in chosen or ()]
    return any(held) if op == "some" else bool(held) and all(held)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "===": lambda a, b: a is b,
    "!==": lambda a, b: a is not b,
    "in": lambda a, b: b is not NOT_ASKED and a in b,
    "<": lambda a, b: a is not NOT_ASKED and b is not NOT_ASKED and a < b,
    "<=": lambda a, b: a is not NOT_ASKED and b is not NOT_ASKED and a <= b,
    ">": lambda a, b: a is not NOT_ASKED and b is not NOT_ASKED and a > b,
    ">=": lambda a, b: a is not NOT_ASKED and b is not NOT_ASKED and a >= b,
}


def quantified(name: str, quantifier: Literal["any", "all"], members: Iterable[str]) -> Rule:
    """The rule that any (or all) of the answers to `name` are among `members`."""
    op = "some" if quantifier == "any" else "all"
    logic = {op: [{"var": name}, {"in": [{"var": ""}, sorted(members)]}]}
    return Rule(f"{quantifier} of {name}", logic, (name,))


def one_of(name: str, choices: list[str]) -> Rule:
    """The rule that a choice is one of `choices`."""
    return Rule(f"{name} in {choices}", _one_of(name, choices), (name,))


def both(first: Rule, second: Rule) -> Rule:
    """Holds where both hold."""
    if first is ALWAYS or second is ALWAYS:
        return second if first is ALWAYS else first
    names = tuple(dict.fromkeys((*first.names, *second.names)))
    return Rule(f"({first.text}) and ({second.text})", {"and": [first.logic, second.logic]}, names)


def support(logic: Logic, env: Environment) -> Iterator[str]:
    """The names that decide a rule's value, in order: enough of them to give the reason, and no more.

    Of a decided rule: while they keep their values, no other name can change it. Of an undecided rule: the
    names it waits for; once they are all answered it is decided.
    """
    if not isinstance(logic, dict):
        return
    ((op, args),) = logic.items()
    if op not in ("and", "or", "!"):
        yield from (a["var"] for a in args if isinstance(a, dict) and a.get("var"))
        return
    held = evaluate(logic, env)
    results = [(arg, evaluate(arg, env)) for arg in args]
    if op == "!" or held is (op == "and"):
        deciding = args
    else:
        deciding = [arg for arg, result in results if result is held]
        deciding = deciding[:1] if held is not None else deciding
    for arg in deciding:
        yield from support(arg, env)


def atoms(logic: Logic) -> Iterator[Logic]:
    """The comparisons a rule is made of, left to right."""
    if isinstance(logic, dict):
        ((op, args),) = logic.items()
        if op in ("and", "or", "!"):
            for arg in args:
                yield from atoms(arg)
        else:
            yield logic
