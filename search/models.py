"""The tables of search."""

from __future__ import annotations

from search.indexing.models import SearchIndex, TimePassed
from search.log.models import Wording, WordingDay
from search.promotions.models import Promotion
from search.synonyms.models import ShippedRule, SynonymRule

__all__ = [
    "Promotion",
    "SearchIndex",
    "ShippedRule",
    "SynonymRule",
    "TimePassed",
    "Wording",
    "WordingDay",
]
