"""The figures as a person reads them, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from statistics import median
from typing import Any

from tests.bench.load import Sample
from tests.bench.run import UNIT, Figures
from tests.bench.weights import KILOBYTE

TIMINGS = {
    "units": "CPU in units",
    "cpu_ms": "CPU ms",
    "per_second": "requests/s",
    "p95_ms": "p95 ms",
}
PARTS = ("total", "page", "styles", "scripts", "fonts")


def spread(values: list[float]) -> dict[str, float]:
    """Least, middle and most."""
    return {"min": min(values), "median": median(values), "max": max(values)}


def in_units(samples: list[Sample], units: list[Sample]) -> list[float]:
    """CPU of one request as a multiple of the bare view's in the same round."""
    return [sample.cpu_ms / unit.cpu_ms for sample, unit in zip(samples, units, strict=True)]


def as_data(figures: Figures) -> dict[str, Any]:
    """Everything, ready for JSON."""
    units = figures.samples[UNIT]
    targets = {
        name: {
            **timing(samples, units),
            **(asdict(figures.costs[name]) if name in figures.costs else {}),
        }
        for name, samples in figures.samples.items()
    }
    return {
        "database": figures.database,
        "targets": targets,
        "booking": {**timing(figures.bookings, units), "statements": figures.steps},
        "first_view_bytes": {
            name: {**asdict(weight), "total": weight.total} for name, weight in figures.weights.items()
        },
        "worker_mb": [{"rss": rss, "pss": pss} for rss, pss in figures.memory],
    }


def timing(samples: list[Sample], units: list[Sample]) -> dict[str, Any]:
    """The spread of one target over the rounds."""
    return {
        "units": spread(in_units(samples, units)),
        "cpu_ms": spread([sample.cpu_ms for sample in samples]),
        "per_second": spread([sample.per_second for sample in samples]),
        "p95_ms": spread([sample.p95_ms for sample in samples]),
    }


def as_json(figures: Figures) -> str:
    """For keeping and comparing."""
    return json.dumps(as_data(figures), indent=2)


def as_text(figures: Figures) -> str:
    """For reading: every figure as min / median / max of the rounds."""
    data = as_data(figures)
    lines = [f"\nOn {data['database']}; min / median / max of the rounds\n"]
    lines.append(row("", *TIMINGS.values(), "SQL", "bytes", "gzip"))
    for name, target in data["targets"].items():
        own = [target["statements"], target["size"], target["zipped"]] if "size" in target else []
        lines.append(row(name, *(show(target[key]) for key in TIMINGS), *own))
    booked = data["booking"]
    total = sum(booked["statements"].values())
    lines.append(row("a booking", *(show(booked[key]) for key in TIMINGS), total))
    lines.append("\nStatements of a booking for three")
    lines.extend(row(name, number) for name, number in booked["statements"].items())
    lines.append("\nFirst view, KB gzip")
    lines.append(row("", "total", "page", "styles", "scripts", "fonts", "requests"))
    for name, weight in data["first_view_bytes"].items():
        sizes = [f"{weight[part] / KILOBYTE:.1f}" for part in PARTS]
        lines.append(row(name, *sizes, weight["requests"]))
    lines.append("\nWeb workers, MB")
    lines.extend(f"  RSS {worker['rss']:.0f}, PSS {worker['pss']:.0f}" for worker in data["worker_mb"])
    return "\n".join(lines)


def show(figures: dict[str, float]) -> str:
    """``11.2 / 11.9 / 12.4``, without decimals where they mean nothing."""
    digits = 0 if figures["median"] >= 100 else 1
    return " / ".join(f"{figures[key]:.{digits}f}" for key in ("min", "median", "max"))


def row(name: str, *cells: object) -> str:
    """One line of a table; columns of three figures are wide."""
    wide = {*TIMINGS.values()}
    parts = [f"{cell!s:>{22 if ' / ' in str(cell) or cell in wide else 10}}" for cell in cells]
    return f"  {name:<16}" + "".join(parts)
