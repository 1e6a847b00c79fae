"""Lists of related values fetched inside one query, alike on SQLite and PostgreSQL.

A catalogue page shows each course's needs, phases and audiences. ``prefetch_related`` costs one
query for each relation; an aggregated subquery costs none.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from django.db.models import F, Field, Func, JSONField, Model, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime


class RelatedIds(Func):
    """Ids of the other side of a many-to-many relation as a JSON list; empty when there are none.

    Written out, as Django takes half a millisecond to put such a subquery together, and lists carry
    two to four of them.
    """

    output_field = JSONField()
    template = (
        '(SELECT json_group_array(jl.v) FROM (SELECT jt."%(other)s" AS v FROM "%(table)s" jt'
        ' WHERE jt."%(owner)s" = %(expressions)s ORDER BY jt."%(other)s") AS jl)'
    )
    postgresql_template = (
        """(SELECT COALESCE(jsonb_agg(jl.v), '[]'::jsonb) FROM (SELECT jt."%(other)s" AS v FROM"""
        """ "%(table)s" jt WHERE jt."%(owner)s" = %(expressions)s ORDER BY jt."%(other)s") AS jl)"""
    )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.postgresql_template, **extra)


class JsonRows(Subquery):
    """The JSON objects of a one-column query (named ``v``) as a JSON list; empty when it has no rows."""

    output_field = JSONField()
    # SQLite hands objects out of a subquery as mere text.
    template = "(SELECT json_group_array(json(jl.v)) FROM (%(subquery)s) AS jl)"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        extra["template"] = "(SELECT COALESCE(jsonb_agg(jl.v), '[]'::jsonb) FROM (%(subquery)s) AS jl)"
        return self.as_sql(compiler, connection, **extra)


def related_ids(through: type[Model], owner: str, other: str, *, outer: str = "pk") -> RelatedIds:
    """Ids of the other side of a many-to-many relation.

    ``through`` is the joining table, ``owner`` its column for the row being annotated and
    ``other`` its column for the related rows, both as attribute names with ``_id``. ``outer``
    names the annotated row's own column that ``owner`` points to.
    """
    table = through._meta
    return RelatedIds(
        F(outer),
        table=table.db_table,
        owner=cast("Field[Any, Any]", table.get_field(owner)).column,
        other=cast("Field[Any, Any]", table.get_field(other)).column,
    )


@cache
def related_rows(model: type[Model], owner: str, *, order_by: str, **columns: str) -> JsonRows:
    """Rows of ``model`` that point to the row being annotated by ``owner``, as JSON objects.

    ``columns`` gives each object's keys with the columns they are read from. Times come out as
    text; ``moment`` reads them.
    """
    rows = model._default_manager.filter(**{owner: OuterRef("pk")}).order_by(order_by)
    return JsonRows(rows.annotate(v=JSONObject(**columns)).values("v"))


def moment(text: str) -> datetime:
    """The aware datetime that a JSON list gives as text: SQLite leaves the zone out, as it is UTC."""
    found = parse_datetime(text)
    if found is None:
        raise ValueError(f"not a time: {text!r}")
    return found if found.tzinfo else found.replace(tzinfo=UTC)
