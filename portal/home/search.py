"""Pages of text as what can be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Expression, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from wagtail.models import Page

from portal.base import clock
from portal.base.addresses import address
from portal.base.plain_text import without_markup, words_of_stream
from portal.home.models import IndexPage, StandardPage
from portal.home.reading import with_summaries
from search.documents import Facet, SearchDocument
from search.indexing.watching import watch
from search.kinds import Kind, key_of, register
from search.plan import Selection
from search.public import expiring, public_pages
from search.results import Result
from search.whereabouts import Whereabouts

PAGE = Kind("page", "Page", "Pages", 5)


class PageSource:
    """Standard pages and lists of pages."""

    name = "page"
    kinds = (PAGE,)

    def public(self) -> QuerySet[Any]:
        return public_pages(Page.objects.type(StandardPage, IndexPage))

    def documents(self, pks: Sequence[int]) -> list[SearchDocument]:
        """In one query for each of the two models."""
        return [
            _document(page, words)
            for model, words in TEXTS.items()
            for page in public_pages(model.objects.filter(pk__in=pks))
        ]

    def results(self, pks: Sequence[int]) -> dict[int, Result]:
        """In one query."""
        rows = with_summaries(self.public().filter(pk__in=pks))
        return {page.pk: _result(page) for page in rows}

    def whereabouts(self, _pks: Sequence[int]) -> dict[int, Whereabouts]:
        """A page is nowhere."""
        return {}

    def kind_of(self) -> Expression:
        return Value(PAGE.slug)

    def narrow(self, rows: QuerySet[Any], selection: Selection) -> QuerySet[Any]:
        """A page of text meets no filter but its kind."""
        asked = any(chosen for facet, chosen in selection.values.items() if facet is not Facet.KIND)
        return rows.none() if asked or selection.first or selection.last else rows

    def ordering(self) -> dict[str, Any]:
        return {
            "next_start": Cast(Value(None), DateTimeField()),
            "changed": TruncDate("last_published_at", tzinfo=clock.LONDON),
            "overdue": Value(0),
        }

    def due(self, after: datetime, until: datetime) -> Iterable[int]:
        """Pages that run out."""
        return expiring(Page, after, until)


TEXTS = {
    StandardPage: lambda page: words_of_stream(page.body),
    IndexPage: lambda page: without_markup(page.intro),
}


def _document(page: Any, words: Any) -> SearchDocument:
    published = page.last_published_at
    return SearchDocument(
        key=key_of(PageSource.name, page.pk),
        kind=PAGE.slug,
        title=page.title,
        summary=page.summary or page.search_description,
        body=words(page),
        changed=clock.in_london(published).date() if published else None,
    )


def _result(page: Any) -> Result:
    return Result(
        title=page.title,
        summary=page.summary or page.search_description,
        url=address(page),
        kind_label=PAGE.label,
        kind=PAGE.slug,
        demonstration=False,
    )


def register_kinds() -> None:
    """Called once when the app is ready."""
    register(PageSource())
    for model in TEXTS:
        watch(model, lambda page: [key_of(PageSource.name, page.pk)])
