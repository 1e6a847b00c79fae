"""Which invoices a payment pays, judged by its words and its sum alone. What is not certain is left to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NUMBER = re.compile(r"(?<![A-Z0-9])(TEST\W?)?([A-Z]{2,6})\W?(INV)\W?0*([0-9]{1,9})(?![0-9])")
"""Numbers as people type them: with other signs between the parts, without zeros, in small letters."""


@dataclass(frozen=True)
class Found:
    """``parts`` are pence by invoice number and add up to the payment; without any, ``reason`` says why."""

    parts: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


def numbers_in(words: str) -> list[str]:
    """The invoice numbers in a bank's words, as they are printed, each once."""
    found = NUMBER.finditer(words.upper())
    printed = [
        f"{'TEST-' if test else ''}{code}-{kind}-{int(number):06d}"
        for test, code, kind, number in (match.groups() for match in found)
    ]
    return list(dict.fromkeys(printed))


def match(*, words: str, pence: int, outstanding: Mapping[str, int]) -> Found:
    """The invoices named in ``words``, if what is still owed for them is exactly ``pence``.

    ``outstanding`` holds what is owed for each of the issuer's invoices that are known, 0 for settled ones.
    """
    named = numbers_in(words)
    if not named:
        return Found(reason="It names no invoice.")
    unknown = [number for number in named if number not in outstanding]
    if unknown:
        return Found(reason=f"There is no invoice {', '.join(unknown)}.")
    parts = {number: outstanding[number] for number in named}
    settled = [number for number, owed in parts.items() if owed <= 0]
    if settled:
        return Found(reason=f"{', '.join(settled)} is settled already.")
    owed = sum(parts.values())
    if owed != pence:
        less = "less" if pence < owed else "more"
        return Found(reason=f"It is {less} than what is owed for {', '.join(named)}.")
    return Found(parts)
