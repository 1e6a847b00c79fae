"""Pounds are shown, pence are kept; choosers stand in a list."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from wagtail.admin.widgets import AdminPageChooser

from portal.base.fields import ChooserListWidget, PoundsField
from portal.home.models import HomePage


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("95", 9500), ("95.5", 9550), ("95.05", 9505), ("£95.00", 9500), (" 0 ", 0), ("", 0)],
)
def test_pounds_become_pence(typed: str, pence: int) -> None:
    assert PoundsField(required=False).clean(typed) == pence


@pytest.mark.parametrize("typed", ["-1", "NaN", "Infinity", "ninety", "1.005", "100000"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PoundsField(required=False).clean(typed)


def test_pence_are_shown_as_pounds_and_typing_is_kept() -> None:
    assert PoundsField().prepare_value(9505) == "95.05"
    assert PoundsField().prepare_value("ninety") == "ninety"


@pytest.mark.parametrize(("typed", "changed"), [("95", False), ("95.00", False), ("95.01", True)])
def test_the_same_sum_typed_another_way_is_no_change(typed: str, changed: bool) -> None:
    assert PoundsField(required=False).has_changed(9500, typed) is changed


def test_an_empty_price_that_stays_empty_is_no_change() -> None:
    assert not PoundsField(required=False).has_changed(0, "")


def test_choosers_are_read_in_order_without_gaps_or_repeats() -> None:
    widget = ChooserListWidget(AdminPageChooser())
    posted = QueryDict("pages-row-0=7&pages-row-1=&pages-row-2=3&pages-row-3=7&other-row-0=1")
    assert widget.value_from_datadict(posted, None, "pages") == ["7", "3"]  # type: ignore[arg-type]
    assert widget.value_omitted_from_data(QueryDict("other=1"), None, "pages")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_each_chosen_row_has_a_chooser_and_there_is_room_for_more() -> None:
    page = HomePage.objects.get()
    html = ChooserListWidget(AdminPageChooser()).render("pages", [page.pk], {"id": "id_pages"})
    assert html.count("<li>") == 1 + ChooserListWidget.spare
    assert f'name="pages-row-0" value="{page.pk}"' in html
