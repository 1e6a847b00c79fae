"""What a first view weighs, from the files as they are built and the pages as they are rendered."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.bench.weights import KILOBYTE, Weight, first_view
from training.models import Session

HEAVIEST = 60 * KILOBYTE
HEAVIEST_SCRIPTS = 12 * KILOBYTE
MOST_REQUESTS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def weigh(path: str) -> Weight:
    response = Client().get(path)
    assert response.status_code == 200
    return first_view(response.content.decode(), address=path, fetch=built)


def built(address: str) -> bytes:
    """The bytes of a static file."""
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert found, address
    return Path(found).read_bytes()


def course_with_dates() -> str:
    return str(Session.objects.bookable().select_related("course").earliest("pk").course.href)


def test_a_first_view_of_each_main_page_is_light(demonstration: None) -> None:
    for path in ("/", "/training/", course_with_dates()):
        weight = weigh(path)
        assert weight.total <= HEAVIEST, path
        assert weight.scripts <= HEAVIEST_SCRIPTS, path
        assert weight.requests <= MOST_REQUESTS, path


def test_the_weight_counts_styles_scripts_and_the_fonts_the_words_call_for(demonstration: None) -> None:
    weight = weigh("/")
    assert min(weight.page, weight.styles, weight.scripts, weight.fonts) > KILOBYTE
    sheet = "@font-face{src:url(a.woff2);unicode-range:U+0-FF}@font-face{src:url(b.woff2);unicode-range:U+100}"
    files = {"/s.css": sheet.encode(), "/a.woff2": b"aaaa", "/b.woff2": b"bb"}
    page = '<link rel="stylesheet" href="/s.css"><p>{}</p>'
    plain = first_view(page.format("Sian"), address="/", fetch=files.__getitem__)
    macron = first_view(page.format("Si\u0100n"), address="/", fetch=files.__getitem__)
    assert (plain.fonts, plain.requests) == (4, 3)
    assert (macron.fonts, macron.requests) == (6, 4)
