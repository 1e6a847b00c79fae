"""Pages of long lists. A page number that means nothing leads to a page that says so, never to an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.core.paginator import Page as DjangoPage
from django.db.models import QuerySet
from django.http import QueryDict

PAGE_SIZE = 20
SHOWN_CHARACTERS = 30
"""How much of a senseless page number is repeated to the reader."""


@dataclass(frozen=True)
class Paged:
    """One page of a list; ``notice`` says why it is another page than the one asked for."""

    page: DjangoPage[Any]
    notice: str = ""

    def links(self, query: QueryDict) -> dict[str, Any]:
        """What the pagination component takes: ``items``, ``previous`` and ``next``."""
        page, pages = self.page, self.page.paginator.num_pages
        if pages < 2:
            return {}
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        return {
            "items": [
                {"number": number, "href": _address(query, number), "current": number == page.number}
                if isinstance(number, int)
                else {"ellipsis": True}
                for number in numbers
            ],
            "previous": {"href": _address(query, page.number - 1)} if page.has_previous() else {},
            "next": {"href": _address(query, page.number + 1)} if page.has_next() else {},
        }


def _address(query: QueryDict, number: int) -> str:
    changed = query.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


def page_of(
    rows: QuerySet[Any] | Sequence[Any],
    asked: str | None,
    *,
    size: int = PAGE_SIZE,
    count: int | None = None,
) -> Paged:
    """The page called ``asked``: the first for none or nonsense, the last for one past the end.

    ``count`` saves the counting query where the number of rows is known already.
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.__dict__["count"] = count
    if not asked:
        return Paged(paginator.page(1))
    try:
        return Paged(paginator.page(asked))
    except PageNotAnInteger:
        number = 1
    except EmptyPage:
        number = paginator.num_pages if _is_past_the_end(asked) else 1
    said = asked[:SHOWN_CHARACTERS] + ("…" if len(asked) > SHOWN_CHARACTERS else "")
    return Paged(
        paginator.page(number),
        f"There is no page “{said}”, so this is page {number} of {paginator.num_pages}.",
    )


def _is_past_the_end(asked: str) -> bool:
    return not asked.strip().startswith("-") and asked.strip() != "0"
