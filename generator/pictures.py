"""Small pictures as SVG that are computed from data: working hours of two countries on one Danish day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from generator.functions import DANISH_DAY, DANISH_ZONE, PROVIDER_DAY, instants, zone

MINUTES = 24 * 60
_SCALE = 10 / 60
"""Ten units of the picture an hour."""
_ROWS = {"here": 4, "there": 19}
_HEIGHT = 9

Span = tuple[int, int]
"""Minutes after midnight, Danish time: from and to."""


def working_spans(zone_name: str, day: date) -> tuple[Span, tuple[Span, ...]]:
    """Working hours on a Danish day, in Danish minutes: at home, and at the provider (two spans past midnight)."""
    midnight = datetime.combine(day, time(), zone(DANISH_ZONE)).astimezone(UTC)
    there = (
        _clipped(instants(zone(zone_name), day + timedelta(days=shift), PROVIDER_DAY), midnight) for shift in (-1, 0, 1)
    )
    here = _clipped(instants(zone(DANISH_ZONE), day, DANISH_DAY), midnight)
    return here, tuple(span for span in there if span[0] < span[1])


def _clipped(instants_: tuple[datetime, datetime], midnight: datetime) -> Span:
    start, end = (int((moment - midnight).total_seconds()) // 60 for moment in instants_)
    return max(0, start), min(MINUTES, end)


def overlap_picture(zone_name: str, day: date, label: str) -> str:
    """Two bars over 24 Danish hours, the shared hours marked across both. `label` says the same in words, escaped."""
    here, there = working_spans(zone_name, day)
    shared = [(max(here[0], start), min(here[1], end)) for start, end in there]
    parts = [
        *(_bar("hours-shared", 0, 32, span) for span in shared if span[0] < span[1]),
        *_ticks(),
        _bar("hours-here", _ROWS["here"], _HEIGHT, here),
        *(_bar("hours-there", _ROWS["there"], _HEIGHT, span) for span in there),
    ]
    return f'<svg class="hours" viewBox="0 0 240 32" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _bar(kind: str, y: int, height: int, span: Span) -> str:
    x, width = span[0] * _SCALE, (span[1] - span[0]) * _SCALE
    return f'<rect class="{kind}" x="{x:.4g}" y="{y}" width="{width:.4g}" height="{height}" rx="2"/>'


def _ticks() -> Iterator[str]:
    for hour in (6, 12, 18):
        yield f'<path class="hours-tick" d="M{hour * 10} 0V32"/>'
