"""Gaps in the offer: recorded from the report of searches, and led to a course or to a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from portal.base import clock
from search.log.counting import Event
from search.log.services import count
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import CoursePageFactory
from training.choices import GapState
from training.gaps import Gap

pytestmark = pytest.mark.django_db


def staff(group: str) -> Client:
    client = Client()
    sign_in(client, UserFactory(groups=[group]), mfa=True)
    return client


def form(**fields: object) -> dict[str, object]:
    given = {
        "title": "Tics in the classroom",
        "wordings": "tourettes",
        "details": "",
        "state": GapState.GAP,
        "reason": "",
        "course": "",
    }
    return given | fields


def searched(wording: str, *, nothing: int = 0, opened: int = 0) -> None:
    day: date = clock.today()
    for back in (3, 2, 1):
        at = day - timedelta(days=back)
        numbers = {"searches": 2, "without_results": nothing, "opened": opened}
        count(events={Event(wording, at, name): number for name, number in numbers.items() if number})


def test_from_what_found_nothing_staff_record_a_gap_in_two_clicks() -> None:
    client = staff("Content editors")
    searched("tourettes", nothing=2)
    searched("dyslexia", opened=1)
    report = client.get("/admin/search/wordings/?outcome=nothing").content.decode()
    assert "tourettes" in report
    assert "dyslexia" not in report
    assert "/admin/training/gaps/new/?words=tourettes" in report
    page = client.get("/admin/training/gaps/new/?words=tourettes").content.decode()
    assert 'value="Tourettes"' in page
    assert client.post("/admin/training/gaps/new/", form()).status_code == 302
    assert Gap.objects.get().state == GapState.GAP


def test_the_report_says_what_nobody_opened_and_counts_over_the_period_asked_for() -> None:
    client = staff("Moderators")
    searched("girls and autism")
    searched("dyslexia", opened=1)
    report = client.get("/admin/search/wordings/?outcome=unopened").content.decode()
    assert "girls and autism" in report
    assert "q=dyslexia" not in report
    for period in ("30", "90", "396", "nonsense", ""):
        assert client.get(f"/admin/search/wordings/?period={period}").status_code == 200
    sheet = client.get("/admin/search/wordings/?export=csv")
    assert b"girls and autism" in b"".join(sheet.streaming_content)


def test_the_report_keeps_its_buttons_to_those_who_may_use_them() -> None:
    searched("fasd", nothing=2)
    officer = staff("Officers").get("/admin/search/wordings/").content.decode()
    assert "Record a gap" in officer
    assert "Choose a result" not in officer
    auditor = staff("Auditors").get("/admin/search/wordings/").content.decode()
    assert "fasd" in auditor
    assert "Record a gap" not in auditor


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"state": GapState.OFFERED}, "Choose the course that answers it."),
        ({"state": GapState.NOT_TAKEN_UP}, "Say why it is not taken up."),
        ({"title": ""}, ""),
        ({"state": "nonsense"}, ""),
        ({"course": "987654"}, ""),
    ],
)
def test_a_gap_ends_with_a_course_or_a_reason(fields: dict[str, object], message: str) -> None:
    response = staff("Moderators").post("/admin/training/gaps/new/", form(**fields))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Gap.objects.exists()


def test_an_offered_gap_leads_to_its_course_which_then_stays() -> None:
    course = CoursePageFactory(title="Tics and Tourette’s")
    client = staff("Moderators")
    client.post("/admin/training/gaps/new/", form(state=GapState.OFFERED, course=course.pk))
    assert "Tics and Tourette’s" in client.get("/admin/training/gaps/?state=offered").content.decode()
    assert Gap.objects.get().course == course
