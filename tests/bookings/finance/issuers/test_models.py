"""A district's schools are billed by its own issuer, all others by the county's, of which there is one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from bookings.finance.models import Issuer
from tests.factories.finance import make_issuer
from tests.factories.vocabulary import DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_districts_issuer_comes_before_the_countys() -> None:
    thanet, swale = DistrictFactory(slug="thanet"), DistrictFactory(slug="swale")
    county, own = make_issuer(), make_issuer(code="THA", district=thanet)
    assert Issuer.objects.for_district(thanet.pk) == own
    assert Issuer.objects.for_district(swale.pk) == county
    assert Issuer.objects.for_district(None) == county


def test_an_issuer_that_has_stopped_bills_nobody() -> None:
    thanet = DistrictFactory(slug="thanet")
    make_issuer(code="THA", district=thanet, active=False)
    assert Issuer.objects.for_district(thanet.pk) is None


def test_the_county_has_one_issuer_at_a_time() -> None:
    make_issuer()
    make_issuer(code="OLD", active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_issuer(code="NEW")
