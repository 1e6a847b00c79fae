"""Officers set when reminders go."""

from __future__ import annotations

import pytest
from django.test import Client

from bookings.places.models import ReminderRule
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def edit(client: Client, key: str, **changes: str) -> str:
    rule = ReminderRule.objects.get(key=key)
    sent = {"days": rule.days, "minutes": rule.minutes, "active": "on", **changes}
    response = client.post(f"/admin/reminder_rules/edit/{rule.pk}/", sent, follow=True)
    return str(response.content.decode())


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Officers"]))
    return client


def test_the_list_says_when_each_goes(officer: Client) -> None:
    page = officer.get("/admin/reminder_rules/").content.decode()
    for words in ("7 days before", "1 day before", "60 minutes before", "Before each meeting"):
        assert words in page


def test_an_officer_sets_another_time_and_puts_one_out_of_use(officer: Client) -> None:
    edit(officer, "a-week", days="14", active="")
    rule = ReminderRule.objects.get(key="a-week")
    assert (rule.days, rule.first_only) == (14, False)
    assert "Not in use" in officer.get("/admin/reminder_rules/").content.decode()


def test_a_time_that_cannot_be_is_refused_in_words(officer: Client) -> None:
    assert "Say how many days or minutes before." in edit(officer, "a-day", days="0")
    assert "The link goes on the day itself" in edit(officer, "an-hour", days="1")
    assert "Set at most 60 days" in edit(officer, "a-week", days="90")
    assert ReminderRule.objects.get(key="a-day").days == 1


def test_nobody_adds_or_deletes_one(officer: Client) -> None:
    rule = ReminderRule.objects.earliest("pk")
    for path in ("new/", f"delete/{rule.pk}/"):
        assert officer.get(f"/admin/reminder_rules/{path}").status_code == 404


def test_the_questions_of_three_months_later_go_when_they_are_open(officer: Client) -> None:
    assert "set 90 to 120 days" in edit(officer, "questions-later", days="30")
    edit(officer, "questions-later", days="100")
    assert ReminderRule.objects.get(key="questions-later").days == 100
    assert "100 days after" in officer.get("/admin/reminder_rules/").content.decode()
