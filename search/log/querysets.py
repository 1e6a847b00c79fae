"""Reads of what was searched for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from search.log.models import Wording  # noqa: F401 - named in a string


class WordingQuerySet(models.QuerySet["Wording"]):
    """Ways of asking."""

    def kept(self) -> WordingQuerySet:
        """Those that stand in clear."""
        return self.exclude(text="")

    def counted_since(self, day: date) -> WordingQuerySet:
        """Asked since ``day``, with ``searches``, ``without_results`` and ``opened`` from then on."""
        since = Q(counts__day__gte=day)
        return self.annotate(
            searches=_sum("searches", since),
            without_results=_sum("without_results", since),
            opened=_sum("opened", since),
        ).filter(searches__gt=0)

    def that_found_nothing(self) -> WordingQuerySet:
        """Of counted ones, those that found nothing at least every other time."""
        # Not half of the searches: databases cut 3 / 2 down to 1.
        return self.filter(searches__lte=F("without_results") * 2)  # type: ignore[misc]

    def that_led_nowhere(self) -> WordingQuerySet:
        """Of counted ones, those that found something of which nobody opened anything."""
        return self.filter(opened=0, searches__gt=F("without_results"))  # type: ignore[misc]


def _sum(name: str, since: Q) -> Coalesce:
    return Coalesce(Sum(f"counts__{name}", filter=since), 0)
