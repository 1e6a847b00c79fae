"""Who probably pays follows the type of the school."""

from __future__ import annotations

import pytest

from bookings.finance.buyers import likely_buyer
from bookings.finance.choices import Buyer
from tests.factories.accounts import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "buyer"),
    [
        ("Academy converter", Buyer.ACADEMY),
        ("Free schools", Buyer.ACADEMY),
        ("Other independent school", Buyer.INDEPENDENT),
        ("Community school", Buyer.DELEGATED),
        ("", Buyer.DELEGATED),
    ],
)
def test_who_probably_pays_follows_the_type_of_the_school(kind: str, buyer: Buyer) -> None:
    assert likely_buyer(SchoolFactory(kind=kind)) == buyer


def test_a_school_outside_kent_is_one_of_another_authority() -> None:
    school = SchoolFactory(kind="Community school", district=None)
    assert likely_buyer(school) == Buyer.OTHER_AUTHORITY
