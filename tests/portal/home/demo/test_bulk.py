"""Synthetic rows on top of the demonstration, for tests of scale."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db.models import Count, F, Q

from bookings.places.models import Booking, Place
from directory.models import Resource
from portal.accounts.models import School
from portal.home.demo.bulk import SLUG, load_bulk
from portal.home.demo.bulk_bookings import MARK
from training.models import Session

REGISTERED = 10
"""Schools of the demonstration's register and its early-years settings."""

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("demonstration")]


def test_there_are_as_many_rows_as_were_asked_for() -> None:
    load_bulk(resources=30, schools=20, bookings=50, seed=1)
    assert Resource.objects.filter(slug__startswith=SLUG).count() == 30
    assert School.objects.filter(demonstration=True).count() == 60 + REGISTERED + 20
    assert Booking.objects.filter(session__notes=MARK).count() == 50


def test_asking_again_adds_nothing_and_asking_for_more_adds_the_difference() -> None:
    assert load_bulk(resources=30, schools=20, bookings=50, seed=1)
    assert not load_bulk(resources=30, schools=20, bookings=50, seed=1)
    assert load_bulk(resources=40, schools=25, bookings=70, seed=1)
    assert Resource.objects.filter(slug__startswith=SLUG).count() == 40
    assert School.objects.filter(demonstration=True).count() == 60 + REGISTERED + 25
    assert Booking.objects.filter(session__notes=MARK).count() == 70


def test_the_same_seed_gives_the_same_rows() -> None:
    load_bulk(resources=5, schools=0, bookings=0, seed=3)
    rows = Resource.objects.filter(slug__startswith=SLUG)
    first = list(rows.values_list("uuid", "title", "summary"))
    rows.delete()
    load_bulk(resources=5, schools=0, bookings=0, seed=3)
    assert list(rows.all().values_list("uuid", "title", "summary")) == first


def test_counters_of_synthetic_sessions_are_right_too() -> None:
    load_bulk(resources=0, schools=0, bookings=50, seed=1)
    live = Count("places", filter=Q(places__state__in=Place.HOLDING))
    assert not Session.objects.annotate(live=live).exclude(live=F("seats__taken")).exists()


def test_synthetic_schools_have_phases_and_districts() -> None:
    load_bulk(resources=0, schools=20, bookings=0, seed=1)
    assert not School.objects.filter(phases=None).exists()


def test_it_is_refused_where_demonstrations_are_not_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION_ALLOWED", False)
    with pytest.raises(CommandError, match="not loaded"):
        load_bulk(resources=1, schools=0, bookings=0, seed=1)
