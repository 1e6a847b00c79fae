"""The words of Wagtail's index, asked once for the rows of every model.

Wagtail's own search is a condition on one model's rows. Within a larger query SQLite's planner asks
the full-text table once for each of them, which takes a second for some thousands; so there the keys
are fetched first, by one query, and given to the larger one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, cast

from django.db import connection
from django.db.models import FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL
from modelsearch.query import SearchQuery
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.search.backends import get_search_backend

NO_SCORE = Value(0.0, FloatField())


class FullText:
    """Which rows have the words of a query; any row where there is no query. For one search."""

    def __init__(self, text: SearchQuery | None) -> None:
        self.text = text
        self._keys: dict[int, list[int]] | None = None

    def rows(self, model: Any) -> QuerySet[Any]:
        """Rows of a model that have the words, with ``found_score``: nought where SQLite looks."""
        if self.text is None:
            return cast("QuerySet[Any]", model._default_manager.annotate(found_score=NO_SCORE))
        if connection.vendor != "sqlite":
            search = get_search_backend().search(self.text, model, order_by_relevance=False)
            return cast("QuerySet[Any]", search.annotate_score("found_score").get_queryset())
        keys = [key for pk in get_descendants_content_types_pks(model) for key in self._found(model)[pk]]
        # As one value: a list of thousands would be as many parameters.
        among = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])
        return cast(
            "QuerySet[Any]", model._default_manager.filter(pk__in=among).annotate(found_score=NO_SCORE)
        )

    def _found(self, model: Any) -> dict[int, list[int]]:
        """Keys by content type, of all models alike: each keeps its words in the same two columns."""
        # Its models must have been loaded, and this module is read before.
        from modelsearch.backends.database.sqlite.query import MatchExpression, SQLiteFTSIndexEntry
        from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchQueryCompiler

        if self._keys is None:
            compiler = SQLiteSearchQueryCompiler(model._default_manager.all(), self.text)
            asked = MatchExpression(compiler.FTS_TABLE_FIELDS, compiler.build_search_query(self.text))
            entries = SQLiteFTSIndexEntry.objects.filter(asked)
            found = defaultdict(list)
            for kind, key in entries.values_list("index_entry__content_type", "index_entry__object_id"):
                found[kind].append(int(key))
            self._keys = found
        return self._keys
