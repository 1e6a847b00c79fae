"""Where pages stand on this site."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from portal.base.addresses import address


@pytest.mark.parametrize(
    ("url_path", "expected"),
    [("/home/", "/"), ("/home/training/visual-support/", "/training/visual-support/")],
)
def test_an_address_starts_at_our_one_home_page(url_path: str, expected: str) -> None:
    assert address(Page(url_path=url_path)) == expected
