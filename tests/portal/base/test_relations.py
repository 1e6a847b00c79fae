"""Conditions and columns from many-to-many relations."""

from __future__ import annotations

import pytest
from django.db.models import Exists

from portal.base.relations import joined, related_to, term_ids
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import NeedFactory
from training.models import CoursePage, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_row_related_to_two_of_the_ids_is_found_once() -> None:
    needs = [NeedFactory(), NeedFactory()]
    course = CoursePageFactory(needs=needs)
    CoursePageFactory()
    condition = related_to(CoursePage, "needs", [need.pk for need in needs])
    assert list(CoursePage.objects.filter(condition)) == [course]


def test_the_ids_of_a_relation_come_with_the_row() -> None:
    needs = [NeedFactory(), NeedFactory()]
    CoursePageFactory(needs=needs)
    row = CoursePage.objects.annotate(need_ids=term_ids(CoursePage, "needs")).get()
    assert row.need_ids == sorted(need.pk for need in needs)


def test_joining_rows_are_found_from_a_foreign_key_too() -> None:
    need = NeedFactory()
    session = SessionFactory(course=CoursePageFactory(needs=[need]))
    SessionFactory()
    about = Exists(joined(CoursePage, "needs", outer="course_id").filter(need=need))
    assert list(Session.objects.filter(about)) == [session]
