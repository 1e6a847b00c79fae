"""What cancelling accepted training costs: bands of Kent's calendar days, as the terms on each quote say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.base import clock
from portal.base.money import say_pounds

FREE_DAYS, HALF_DAYS = 14, 7
"""From so many days before it is free, or costs half; later it costs all."""


@dataclass(frozen=True)
class Fee:
    """What is owed, in whole pence without VAT; ``days_before`` is None while no date is agreed."""

    days_before: int | None
    percent: int
    net_pence: int

    @property
    def words(self) -> str:
        """“Half of the price is charged: £225 plus VAT.”"""
        if not self.net_pence:
            return "Nothing is charged."
        part = "The whole price is charged" if self.percent == 100 else "Half of the price is charged"
        return f"{part}: {say_pounds(self.net_pence)} plus VAT."


def fee_of(*, net_pence: int, starts_at: datetime | None, now: datetime) -> Fee:
    """What cancelling at ``now`` costs of a price of ``net_pence``, half pence rounded up."""
    if starts_at is None:
        return Fee(None, 0, 0)
    days = (clock.in_london(starts_at).date() - clock.in_london(now).date()).days
    percent = 0 if days >= FREE_DAYS else 50 if days >= HALF_DAYS else 100
    return Fee(days, percent, (net_pence * percent + 50) // 100)
