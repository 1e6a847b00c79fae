"""Whatever happens to something, it is found exactly while everybody may read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from bookings.places.services.capacity import set_capacity
from bookings.places.services.seats import free_seats, take_seats
from portal.base import clock
from portal.home.models import HomePage, IndexPage, StandardPage
from portal.vocabulary.models import Need
from search.documents import Facet
from search.indexing.comparing import compare
from search.indexing.keeping import AHEAD, Keeper, Moments
from search.indexing.touching import pass_time
from search.plan import Alternative, Concept, Plan, Selection
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import DistrictFactory, NeedFactory
from training.choices import SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Found:
    """What the index finds after it has followed; it never differs from the database."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    def __call__(self, word: str = "zebra", **values: tuple[str, ...]) -> list[str]:
        self.keeper.look()
        difference = compare(self.keeper.following, repair=False)
        assert difference.differing == ()
        concepts = (Concept(word, (Alternative((word,)),)),) if word else ()
        selection = Selection({Facet(name): chosen for name, chosen in values.items()})
        plan = Plan(clock.today(), concepts, len(concepts), selection=selection)
        found = self.keeper.following.engine.search(plan, start=0, size=20)
        return [hit.key for hit in found.hits]


@pytest.fixture
def found(keeper: Keeper) -> Found:
    return Found(keeper)


def add_page(title: str, parent: Page | None = None, **more: Any) -> StandardPage:
    page = StandardPage(title=title, **more)
    (parent or HomePage.objects.get()).add_child(instance=page)
    return page


def section(title: str) -> IndexPage:
    page = IndexPage(title=title)
    HomePage.objects.get().add_child(instance=page)
    return page


def restrict(page: Page) -> PageViewRestriction:
    made: PageViewRestriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    return made


def test_a_page_is_found_from_publishing_to_unpublishing(found: Found) -> None:
    page = add_page("Zebra", live=False)
    assert found() == []
    page.save_revision().publish()
    assert found() == [f"page:{page.pk}"]
    page.refresh_from_db()
    page.title = "Giraffe"
    revision = page.save_revision()
    assert found() == [f"page:{page.pk}"], "a draft changes nothing"
    revision.publish()
    assert (found(), found("giraffe")) == ([], [f"page:{page.pk}"])
    page.refresh_from_db()
    page.unpublish()
    assert found("giraffe") == []


def test_an_entry_is_found_from_publishing_to_deletion(found: Found) -> None:
    resource = ResourceFactory(title="Zebra", live=False)
    assert found() == []
    resource.save_revision().publish()
    assert found() == [f"resource:{resource.pk}"]
    resource.refresh_from_db()
    resource.unpublish()
    assert found() == []
    resource.save_revision().publish()
    pk = resource.pk
    assert found() == [f"resource:{pk}"]
    resource.delete()
    assert found() == []


def test_a_restriction_hides_all_below_it_until_it_is_lifted(found: Found) -> None:
    above = section("Staff")
    page = add_page("Zebra", above)
    assert found() == [f"page:{page.pk}"]
    restriction = restrict(above)
    assert found() == []
    restriction.delete()
    assert found() == [f"page:{page.pk}"]


def test_moving_below_a_restriction_hides_and_moving_out_shows(found: Found) -> None:
    closed, free = section("Closed"), section("Free")
    restrict(closed)
    branch = add_page("Branch", free)
    page = add_page("Zebra", branch)
    assert found() == [f"page:{page.pk}"]
    branch.move(closed, "last-child")
    assert found() == []
    Page.objects.get(pk=branch.pk).move(Page.objects.get(pk=free.pk), "last-child")
    assert found() == [f"page:{page.pk}"]


def test_deleting_a_branch_takes_out_all_of_it(found: Found) -> None:
    above = section("Above")
    add_page("Zebra", add_page("Between", above))
    assert len(found()) == 1
    Page.objects.get(pk=above.pk).specific.delete()
    assert found() == []


def test_a_scheduled_page_is_not_found_before_its_time(found: Found) -> None:
    page = add_page("Zebra", live=False)
    page.go_live_at = clock.now() + timedelta(days=1)
    page.save_revision().publish()
    assert found() == []


def test_what_runs_out_is_found_no_more_even_before_it_is_taken_off(found: Found) -> None:
    resource = ResourceFactory(title="Zebra", expire_at=clock.now() + timedelta(hours=1))
    pass_time()
    assert found() == [f"resource:{resource.pk}"]
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        pass_time()
        assert found() == []


def test_the_moment_at_which_something_runs_out_is_watched_for_while_it_is_near() -> None:
    resource = ResourceFactory(title="Zebra", expire_at=clock.now() + timedelta(hours=1))
    moments = Moments()
    assert not moments.near()
    resource.expire_at = clock.now() + AHEAD / 2
    resource.save()
    assert not moments.near()
    assert moments.near(changed=True)
    with time_machine.travel(clock.now() + AHEAD, tick=False):
        assert moments.near(changed=True), "what has just passed is looked for once more"
        assert not moments.near(changed=True)


def test_an_alias_is_found_as_long_as_its_source_is_published(found: Found) -> None:
    page = add_page("Zebra")
    alias = page.create_alias(parent=section("Elsewhere"))
    assert sorted(found()) == sorted([f"page:{page.pk}", f"page:{alias.pk}"])
    page.refresh_from_db()
    page.unpublish()
    assert found() == []


def test_a_course_goes_on_the_day_it_is_withdrawn(found: Found) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    course = CoursePageFactory(title="Zebra", withdrawn_on=tomorrow)
    pass_time()
    assert found() == [f"course:{course.pk}"]
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        pass_time()
        assert found() == []


def test_a_date_is_found_while_it_is_to_come_and_shown(found: Found) -> None:
    session = SessionFactory(course__title="Zebra", state=SessionState.DRAFT)
    key = f"course:{session.course_id}"
    assert (found(format=("in-person",)), found(places=("left",))) == ([], [])
    session.state = SessionState.OPEN
    session.save()
    assert found(places=("left",)) == [key]
    session.state = SessionState.CANCELLED
    session.save()
    assert found(places=("left",)) == []
    session.state = SessionState.OPEN
    session.save()
    pass_time()
    with time_machine.travel(session.starts_at + timedelta(minutes=1), tick=False):
        pass_time()
        assert found(places=("left",)) == []
        assert found() == [key]


def test_a_date_that_becomes_full_has_no_places_left_until_one_is_given_back(found: Found) -> None:
    session = SessionFactory(course__title="Zebra", capacity=3)
    key = f"course:{session.course_id}"
    take_seats(session_id=session.pk, number=2)
    assert found(places=("left",)) == [key]
    take_seats(session_id=session.pk, number=1)
    assert (found(places=("left",)), found(places=("full",))) == ([], [key])
    free_seats(session_id=session.pk, number=1)
    assert found(places=("left",)) == [key]
    set_capacity(session=session, capacity=2)
    assert found(places=("left",)) == []


def test_a_taken_seat_of_many_changes_nothing_in_the_index(keeper: Keeper) -> None:
    session = SessionFactory(course__title="Zebra", capacity=30)
    keeper.look()
    take_seats(session_id=session.pk, number=2)
    free_seats(session_id=session.pk, number=1)
    assert keeper.look() == 0


def test_a_date_that_moves_to_another_course_leaves_the_first(found: Found) -> None:
    session, other = SessionFactory(course__title="Zebra"), CoursePageFactory(title="Zebra two")
    assert found(places=("left",)) == [f"course:{session.course_id}"]
    session.course = other
    session.save()
    assert found(places=("left",)) == [f"course:{other.pk}"]


def test_new_words_of_a_need_find_what_is_about_it_or_something_narrower(found: Found) -> None:
    broad = NeedFactory(name="Broad")
    narrow = NeedFactory(name="Narrow", parent=broad)
    resource = ResourceFactory(title="Sheet", needs=[narrow])
    Need.objects.get(pk=narrow.pk)
    narrow.parent_words = "zebra"
    narrow.save()
    assert found() == [f"resource:{resource.pk}"]
    narrow.parent = None
    narrow.save()
    assert found("", need=(broad.slug,)) == []


def test_a_renamed_district_is_found_by_its_new_name_everywhere(found: Found) -> None:
    district = DistrictFactory(slug="thanet")
    venue = VenueFactory(district=district)
    session = SessionFactory(course__title="Zebra", format="in-person", venue=venue)
    assert found(district=("thanet",)) == [f"course:{session.course_id}"]
    district.slug = "isle-of-thanet"
    district.save()
    assert found(district=("isle-of-thanet",)) == [f"course:{session.course_id}"]


def test_an_organisations_words_find_its_services_until_it_is_unpublished(found: Found) -> None:
    organisation = OrganisationFactory(title="IASK", summary="Advice")
    service = ServiceFactory(title="Line", organisation=organisation)
    organisation.summary = "Zebra advice"
    organisation.save()
    assert found() == [f"service:{service.pk}"]
    organisation.unpublish()
    assert found() == []


def test_an_entry_is_overdue_from_the_day_after_its_check_was_good_for(keeper: Keeper) -> None:
    ResourceFactory(title="Zebra", assured_on=clock.today() - timedelta(days=365))
    pass_time()
    keeper.look()
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert pass_time() == 1
        assert keeper.look() == 1
        assert compare(keeper.following, repair=False).differing == ()


def test_what_is_rolled_back_was_never_found(keeper: Keeper, found: Found) -> None:
    with transaction.atomic():
        ResourceFactory(title="Zebra")
        transaction.set_rollback(True)
    assert keeper.look() == 0
    assert found() == []


@pytest.mark.parametrize("make", [ResourceFactory, ServiceFactory, CoursePageFactory], ids=str)
def test_drafts_are_never_found(found: Found, make: Callable[..., Any]) -> None:
    make(title="Zebra", live=False)
    assert found() == []
    assert found("") == []
