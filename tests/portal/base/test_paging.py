"""Page numbers that mean nothing lead to a page that says so."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from portal.base.paging import page_of

ROWS = list(range(45))


def test_no_page_asked_for_is_the_first_without_a_notice() -> None:
    paged = page_of(ROWS, None)
    assert (paged.page.number, paged.notice) == (1, "")


def test_a_real_page_has_its_rows() -> None:
    assert list(page_of(ROWS, "3").page) == [40, 41, 42, 43, 44]


@pytest.mark.parametrize("asked", ["-1", "0", "abc", "1.5", "1e3", "²", "9" * 5000 + "x", "--", " "])
def test_nonsense_leads_to_the_first_page_and_says_so(asked: str) -> None:
    paged = page_of(ROWS, asked)
    assert paged.page.number == 1
    assert "this is page 1 of 3" in paged.notice


@pytest.mark.parametrize("asked", ["4", "100000000000000000000"])
def test_a_page_past_the_end_leads_to_the_last(asked: str) -> None:
    paged = page_of(ROWS, asked)
    assert paged.page.number == 3
    assert "this is page 3 of 3" in paged.notice


def test_a_long_page_number_is_not_repeated_in_full() -> None:
    assert len(page_of(ROWS, "x" * 4000).notice) < 120


def test_an_empty_list_has_one_page() -> None:
    assert page_of([], "7").page.paginator.num_pages == 1


def test_a_known_count_needs_no_counting() -> None:
    class Uncountable(list[int]):
        def count(self, *_: object) -> int:
            raise AssertionError("counted again")

    assert page_of(Uncountable(ROWS), "2", count=45).page.has_next()


def test_links_keep_the_filters_and_fold_the_middle() -> None:
    links = page_of(list(range(400)), "9").links(QueryDict("level=low&page=9"))
    assert [item.get("number", "…") for item in links["items"]] == [1, "…", 8, 9, 10, "…", 20]
    assert links["next"]["href"] == "?level=low&page=10"


def test_one_page_needs_no_links() -> None:
    assert page_of([1], None).links(QueryDict("")) == {}
