"""Lists of related values inside one query, alike on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.base.jsonlists import moment
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory, in_a_week
from tests.factories.vocabulary import NeedFactory
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_ids_of_related_rows_come_in_order() -> None:
    needs = [NeedFactory(), NeedFactory()]
    CoursePageFactory(needs=reversed(needs))
    assert CoursePage.objects.for_serving().get().need_ids == [need.pk for need in needs]


def test_no_related_rows_are_an_empty_list() -> None:
    CoursePageFactory()
    assert CoursePage.objects.for_serving().get().need_ids == []


def test_related_rows_come_as_objects_in_their_order() -> None:
    start = in_a_week()
    times = [(start + timedelta(days=day), start + timedelta(days=day, hours=1)) for day in (7, 0)]
    SessionFactory(meetings=times)
    rows = Session.objects.for_rows().get().meeting_rows
    assert [moment(row["starts"]) for row in rows] == [start, start + timedelta(days=7)]
    assert rows[0]["room"] == ""


def test_rows_of_a_related_table_may_be_read_through_the_joining_one() -> None:
    trainer = TrainerFactory(name="Amina “Min” O'Hara", qualifications="MA, {SpLD}")
    SessionFactory(trainers=[trainer])
    (row,) = Session.objects.for_course_page().get().trainer_rows
    assert row == {
        "id": trainer.pk,
        "name": "Amina “Min” O'Hara",
        "job": "Specialist teacher",
        "qualifications": "MA, {SpLD}",
    }


@pytest.mark.parametrize(
    "text", ["2027-03-09 09:30:00", "2027-03-09T09:30:00+00:00", "2027-03-09T09:30:00Z"]
)
def test_a_time_is_read_as_either_database_writes_it(text: str) -> None:
    assert moment(text) == datetime(2027, 3, 9, 9, 30, tzinfo=UTC)


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="not a time"):
        moment("tomorrow")
