"""Duplicates in the admin: suggested, side by side, merged."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.merging.suggestions import suggestions
from portal.accounts.merging.viewsets import compare_url
from portal.accounts.models import Merge, Person, School
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Officers"]))
    return client


def shown(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_schools_of_one_name_and_postcode_are_suggested_unless_both_are_registered() -> None:
    by_hand = SchoolFactory(name="St. Mary's Nursery", postcode="CT9 1HQ", urn=None)
    known = SchoolFactory(name="St Marys Nursery", postcode="CT9 1HQ", urn=118234)
    SchoolFactory(name="St Marys Nursery", postcode="CT9 1HR", urn=None)
    SchoolFactory(name="Sands", postcode="CT9 1HQ", urn=None)
    found = suggestions()
    assert [(pair.kept, pair.gone) for pair in found] == [(known, by_hand)]


def test_people_of_one_email_in_any_case_are_suggested() -> None:
    signs_in = PersonFactory(name="Asha", email="x@school.example", user=UserFactory())
    Person.objects.filter(pk=signs_in.pk).update(email="asha@school.example")
    other = PersonFactory(name="Asha", email="ASHA@school.example")
    PersonFactory(email="")
    PersonFactory(email="")
    [pair] = suggestions()
    assert (pair.kept, pair.gone, pair.why) == (signs_in, other, "The same e-mail")


def test_a_record_without_merges_does_not_ask_why_there_is_none(officer: Client) -> None:
    page = shown(officer.get(reverse("merges:index")))
    assert "No merges yet." in page
    assert "Why not" not in page


def test_an_officer_looks_at_both_and_merges(officer: Client) -> None:
    kept = SchoolFactory(name="Oakfield", urn=None, postcode="CT9 1HQ")
    gone = SchoolFactory(name="Oak field", urn=None, postcode="CT9 1HQ", district=kept.district)
    response = officer.post(
        reverse("merges:add"),
        {"kind": "school", "school-kept": kept.pk, "school-gone": gone.pk},
    )
    assert response["Location"] == compare_url("school", kept.pk, gone.pk)
    page = officer.get(response["Location"])
    assert "Nothing hangs on" in shown(page)
    stamp = page.context["form"].initial["stamp"]
    done = officer.post(response["Location"], {"stamp": stamp, "name": "gone"}, follow=True)
    assert "has everything of both" in shown(done)
    assert School.objects.get().name == "Oak field"
    assert "Oak field" in shown(officer.get(reverse("merges:index")))


def test_a_choice_left_out_and_a_stale_page_are_said_and_nothing_is_merged(officer: Client) -> None:
    kept, gone = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    address = compare_url("person", kept.pk, gone.pk)
    stamp = officer.get(address).context["form"].initial["stamp"]
    given = {"name": "kept", "email": "kept"}
    assert "Choose which of the two stays" in shown(officer.post(address, {"stamp": stamp, **given}))
    Person.objects.filter(pk=gone.pk).update(name="Changed Meanwhile")
    stale = officer.post(address, {"stamp": stamp, "user": "kept", **given})
    assert "has changed since you looked" in shown(stale)
    assert "Changed Meanwhile" in shown(stale)
    assert Merge.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "kind=school&kept=1&gone=2",
        "kind=x&kept=1&gone=2",
        "kind=person&kept=a&gone=99999999999999999999",
    ],
)
def test_what_the_address_does_not_name_is_not_found(officer: Client, query: str) -> None:
    assert officer.get(f"{reverse('merges:compare')}?{query}").status_code in (400, 404)


def test_a_pair_that_may_not_be_merged_leads_back_with_the_reason(officer: Client) -> None:
    one, other = SchoolFactory(), SchoolFactory()
    response = officer.get(compare_url("school", one.pk, other.pk), follow=True)
    assert "set it as the successor instead" in shown(response)


def test_choosing_one_row_twice_or_none_is_said(officer: Client) -> None:
    school = SchoolFactory()
    given = {"kind": "school", "school-kept": school.pk, "school-gone": school.pk}
    assert "Choose two different ones" in shown(officer.post(reverse("merges:add"), given))
    assert "Choose the person that stays" in shown(
        officer.post(reverse("merges:add"), {"kind": "person"})
    )
    assert officer.post(reverse("merges:add"), {}).status_code == 404


def test_the_list_says_what_stays_without_asking_for_each(officer: Client) -> None:
    by = UserFactory(name="Mo Farrell")
    for gone in range(900, 906):
        Merge.objects.create(kind="school", kept_id=SchoolFactory().pk, gone_id=gone, merged_by=by)
        Merge.objects.create(kind="person", kept_id=PersonFactory().pk, gone_id=gone, merged_by=by)
    Merge.objects.create(kind="person", kept_id=999_999, gone_id=907)
    shown(officer.get(reverse("merges:index")))
    with CaptureQueriesContext(connection) as asked:
        page = shown(officer.get(reverse("merges:index")))
    assert sum('FROM "accounts_merge"' in row["sql"] for row in asked) == 2  # the page, and how many
    assert len(asked) < 12
    assert "999999, no longer there" in page
    assert str(School.objects.last()) in page
