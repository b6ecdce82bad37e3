"""Values in words: numbers, money, dates, durations and lists as Danish and British English write them.

The facts (separators, month names) come from CLDR through Babel; the formatting is ours, on decimal text,
because a browser's own formatter and Babel disagree. See docs/adr/0006-numbers-and-dates.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from generator.functions import FUNCTIONS
from generator.model import FillIn, Guide, Kpi, Language, Text
from generator.problems import Problem, Refused
from generator.rulebook import RuleBook

NBSP = "\u00a0"


@dataclass(frozen=True)
class LocaleFacts:
    """What CLDR says about writing numbers and dates in one language."""

    decimal: str
    group: str
    months: tuple[str, ...]
    percent: str
    conjunction: str


@lru_cache(maxsize=2)
def locale_facts(language: Language) -> LocaleFacts:
    """CLDR facts for Danish, or for English as used in Britain."""
    from babel import Locale  # slow to import, and only formatting needs it

    locale = Locale.parse("da_DK" if language == "da" else "en_GB")
    symbols = locale.number_symbols["latn"]
    months = tuple(locale.months["format"]["wide"][i] for i in range(1, 13))
    space = NBSP if NBSP in locale.percent_formats[None].pattern else ""
    conjunction = locale.list_patterns["standard"]["2"].format("", "")
    return LocaleFacts(symbols["decimal"], symbols["group"], months, f"{space}%", conjunction)


@dataclass(frozen=True)
class Wording:
    """How one language says things: the interface words and the facts of its locale."""

    language: Language
    ui: Mapping[str, Text]

    def say(self, key: str, *parts: str) -> str:
        """Interface words, with each {} filled in turn. A {} in what is filled in stays as it is.

        Raises Refused where templates/ui.yaml lacks them.
        """
        if key not in self.ui:
            hint = "add it, with da and en"
            raise Refused([Problem("templates/ui.yaml", 1, 1, key, f"the words '{key}' are missing", hint)])
        first, *rest = self.ui[key][self.language].split("{}")
        given = (*parts, *["{}"] * len(rest))
        return first + "".join(part + text for part, text in zip(given, rest, strict=False))

    def number(self, value: Decimal, decimals: int | None = None) -> str:
        """1234.5 as 1.234,5 or 1,234.5; `decimals` pads and rounds half up, None keeps what there is."""
        facts = locale_facts(self.language)
        if decimals is not None:
            value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        whole, _, fraction = format(abs(value), "f").partition(".")
        if decimals is None:
            fraction = fraction.rstrip("0")
        groups = [whole[max(0, i - 3) : i] for i in range(len(whole), 0, -3)][::-1]
        sign = "\u2212" if value < 0 else ""
        return sign + facts.group.join(groups) + (facts.decimal + fraction if fraction else "")

    def percent(self, value: Decimal) -> str:
        """99.5 as 99,5 % or 99.5%."""
        return self.number(value) + locale_facts(self.language).percent

    def money(self, value: Decimal, currency: str) -> str:
        """12500 as 12.500 DKK or DKK 12,500; two decimals only where they are not zero."""
        cents = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        amount = self.number(cents, 0 if cents == cents.to_integral_value() else 2)
        return f"{amount}{NBSP}{currency}" if self.language == "da" else f"{currency}{NBSP}{amount}"

    def date(self, iso: str) -> str:
        """2027-03-05 as 'den 5. marts 2027' or '5 March 2027'."""
        day = date.fromisoformat(iso)
        month = locale_facts(self.language).months[day.month - 1]
        dot = "den {}. {} {}" if self.language == "da" else "{} {} {}"
        return dot.format(day.day, month, day.year).replace(" ", NBSP)

    def amount(self, value: Decimal, unit: str) -> str:
        """A number with its unit in the right plural: 1 dag, 30 dage."""
        if self.language == "da":
            one = value == 1 or (value != value.to_integral_value() and 0 < value < 2)
        else:
            one = value == 1
        word = self.say(f"unit_{unit}_{'one' if one else 'other'}")
        return f"{self.number(value)}{NBSP}{word}"

    def listing(self, words: Sequence[str]) -> str:
        """a, b og c."""
        if len(words) < 2:
            return "".join(words)
        return ", ".join(words[:-1]) + locale_facts(self.language).conjunction + words[-1]

    # --- Answers ---------------------------------------------------------------------------------

    def value(self, guide: Guide, fill_in: FillIn, value: Any, env: Mapping[str, Any]) -> str:
        """An answer as it reads in a sentence."""
        match fill_in.type:
            case "yes_no":
                return self.say("yes" if value else "no")
            case "choice":
                return guide.choices(fill_in)[value][self.language]
            case "several":
                choices = guide.choices(fill_in)
                return self.listing([choices[v][self.language] for v in value])
            case "table":
                return self.say("rows", str(len(value)))
            case "date":
                return self.date(value)
            case "text" | "longtext":
                return str(value)
        return self.quantity(fill_in, value, env)

    def quantity(self, fill_in: FillIn, value: Decimal, env: Mapping[str, Any]) -> str:
        """A number with its percent sign, currency or unit."""
        if fill_in.type == "percent":
            return self.percent(value)
        if fill_in.type == "money":
            return self.money(value, env.get(fill_in.currency or "") or self.say("currency_unknown"))
        return self.amount(value, fill_in.unit) if fill_in.unit else self.number(value)

    def calculated(self, guide: Guide, book: RuleBook, name: str, value: Any, env: Mapping[str, Any]) -> str:
        """A derived number or date, in the type its function gives."""
        gives = FUNCTIONS[book.calculated[name].function].gives
        if gives == "date":
            return self.date(value)
        if gives == "hours":
            return self.amount(value, "hours")
        first = book.goes_back_to(name)
        return self.quantity(guide.fill_ins[first], value, env) if first in guide.fill_ins else self.number(value)

    def kpi(self, kpi: Kpi, value: Decimal) -> str:
        """A KPI's level in its unit."""
        if kpi.unit == "percent":
            return self.percent(value)
        if kpi.unit in ("hours", "weeks", "days", "working_days"):
            return self.amount(value, kpi.unit)
        if kpi.unit == "count":
            return self.number(value)
        return f"{self.number(value)}{NBSP}{self.say(f'unit_{kpi.unit}')}"
