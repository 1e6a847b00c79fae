"""What may meet a need already: free courses for schools about it, those that share most first."""

from __future__ import annotations

import pytest

from bookings.bespoke.offers import MOST, offers_for
from portal.vocabulary.choices import AudienceGroup
from tests.factories.training import CoursePageFactory, SessionFactory
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, NeedFactory, PhaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def titles(**asked: object) -> list[str]:
    given = {"area_id": AreaOfNeedFactory().pk, "need_ids": [], "phase_ids": [], **asked}
    return [offer.course.title for offer in offers_for(**given)]  # type: ignore[arg-type]


def test_courses_that_share_more_needs_come_first_and_those_with_a_date_before_others() -> None:
    one, two = NeedFactory(slug="one"), NeedFactory(slug="two")
    CoursePageFactory(title="None shared", needs=[NeedFactory(slug="three")])
    CoursePageFactory(title="One shared", needs=[one])
    SessionFactory(course=CoursePageFactory(title="One shared, with a date", needs=[one]))
    CoursePageFactory(title="Both shared", needs=[one, two])
    found = titles(need_ids=[one.pk, two.pk])
    assert found == ["Both shared", "One shared, with a date", "One shared"]


def test_without_a_need_the_area_decides() -> None:
    area, other = AreaOfNeedFactory(slug="here"), AreaOfNeedFactory(slug="elsewhere")
    CoursePageFactory(title="Here", area_of_need=area)
    CoursePageFactory(title="Elsewhere", area_of_need=other)
    assert titles(area_id=area.pk) == ["Here"]


def test_what_costs_something_is_for_families_for_other_phases_or_withdrawn_is_left_out() -> None:
    area, phase, other = AreaOfNeedFactory(), PhaseFactory(slug="ks1"), PhaseFactory(slug="ks4")
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    CoursePageFactory(title="Costs", area_of_need=area, funding="chargeable", price_pence=100)
    CoursePageFactory(title="Families", area_of_need=area, audiences=[parents])
    CoursePageFactory(title="Other phase", area_of_need=area, phases=[other])
    CoursePageFactory(title="Draft", area_of_need=area, live=False)
    CoursePageFactory(title="Any phase", area_of_need=area)
    CoursePageFactory(title="This phase", area_of_need=area, phases=[phase])
    assert sorted(titles(area_id=area.pk, phase_ids=[phase.pk])) == ["Any phase", "This phase"]


def test_no_more_than_somebody_reads_are_shown() -> None:
    area = AreaOfNeedFactory()
    for _course in range(MOST + 2):
        CoursePageFactory(area_of_need=area)
    assert len(titles(area_id=area.pk)) == MOST
