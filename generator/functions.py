"""The named functions that derived facts may use: pure, on decimals, pinned by vectors and twinned in the browser."""

from __future__ import annotations

import importlib.resources
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
"""Wide enough that only the last step rounds, whatever 15-digit numbers go in."""
_LAST_DATE = date(9999, 12, 31)

DANISH_ZONE = "Europe/Copenhagen"
DANISH_DAY = (time(8), time(16))
PROVIDER_DAY = (time(9), time(18))
WINTER_DAY, SUMMER_DAY = date(2026, 1, 15), date(2026, 7, 15)
"""Overlap is shown for these two dates, because Denmark and the provider may change clocks differently."""

ArgumentKind: TypeAlias = Literal["number", "date", "countries"]
Zones: TypeAlias = Mapping[str, str]
"""ISO country code to IANA time zone."""


@dataclass(frozen=True)
class Function:
    """A named function: what it takes, and what it gives (`same` is the type of its first argument)."""

    call: Callable[..., Any]
    takes: tuple[ArgumentKind, ...]
    gives: Literal["same", "hours", "date"]
    needs_zones: bool = False


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """A time zone from the pinned tzdata package, never from the machine. Raises ValueError if unknown."""
    *folders, leaf = name.split("/")
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", *folders, leaf)
    if not name or not file.is_file():
        raise ValueError(f"unknown time zone '{name}'")
    with file.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def overlap(
    zone_name: str,
    day: date,
    provider_day: tuple[time, time] = PROVIDER_DAY,
    danish_day: tuple[time, time] = DANISH_DAY,
) -> Decimal:
    """Hours that both sides are at work on a Danish day. A shift may end at or past midnight (end <= start)."""
    here = instants(zone(DANISH_ZONE), day, danish_day)
    minutes = 0
    for shift in (-1, 0, 1):  # the provider's day that touches this Danish day may carry another date
        there = instants(zone(zone_name), day + timedelta(days=shift), provider_day)
        shared = min(here[1], there[1]) - max(here[0], there[0])
        minutes += max(0, int(shared.total_seconds()) // 60)
    return Decimal(minutes) / 60


def instants(where: ZoneInfo, day: date, hours: tuple[time, time]) -> tuple[datetime, datetime]:
    """Start and end of a working day as UTC; an end at or before the start is on the next day."""
    start, end = (datetime.combine(day, hour, where) for hour in hours)
    if hours[1] <= hours[0]:
        end = datetime.combine(day + timedelta(days=1), hours[1], where)
    return start.astimezone(UTC), end.astimezone(UTC)


def _least_overlap(day: date) -> Callable[[tuple[str, ...], Zones], Decimal]:
    return lambda countries, zones: min(overlap(zones[c], day) for c in countries)


def round_money(amount: Decimal) -> Decimal:
    """To two decimals, half up."""
    return amount.quantize(Decimal("0.01"), context=_EXACT)


def product(a: Decimal, b: Decimal) -> Decimal:
    """A times b, to 0.01: a monthly fee times 12 is the yearly fee."""
    return round_money(_EXACT.multiply(a, b))


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """A share of an amount, to 0.01: the amount at risk is a percentage of the monthly fee."""
    return round_money(_EXACT.multiply(amount, percent).scaleb(-2, _EXACT))


def last_day(start: str, months: Decimal) -> str:
    """The last day of a term: 1 January 2027 and 24 months give 31 December 2028. ISO dates in and out.

    A term that would end after the year 9999 ends on its last day, so that no answer can fail here.
    """
    first = date.fromisoformat(start)
    year, month = divmod(first.year * 12 + first.month - 1 + int(months), 12)
    if year > _LAST_DATE.year:
        return _LAST_DATE.isoformat()
    day = min(first.day, monthrange(year, month + 1)[1])
    after = date(year, month + 1, day)
    shortened = day < first.day  # 31 August plus six months ends on the last day of February itself
    return (after if shortened else after - timedelta(days=1)).isoformat()


def allowed_downtime(availability: Decimal, minutes: Decimal) -> Decimal:
    """Minutes a service may be down in a period: (1 - availability/100) times the period, to 0.01."""
    return percent_of(minutes, _EXACT.subtract(Decimal(100), availability))


FUNCTIONS: dict[str, Function] = {
    "product": Function(product, ("number", "number"), "same"),
    "percent_of": Function(percent_of, ("number", "number"), "same"),
    "last_day": Function(last_day, ("date", "number"), "date"),
    "overlap_winter": Function(_least_overlap(WINTER_DAY), ("countries",), "hours", needs_zones=True),
    "overlap_summer": Function(_least_overlap(SUMMER_DAY), ("countries",), "hours", needs_zones=True),
    "allowed_downtime": Function(allowed_downtime, ("number", "number"), "same"),
}
