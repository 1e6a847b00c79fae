"""Puts the demonstration together. Every step adds what is missing, so repeats change nothing."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task
from wagtail.signal_handlers import disable_reference_index_auto_update

from bookings.places.models import Booking, Place
from bookings.places.services.cancellations import cancel_places
from portal.accounts.models import Membership, Person
from portal.base.snapshot import drop_all
from portal.home.demo.afterwards import load_afterwards
from portal.home.demo.approvals import load_approvals
from portal.home.demo.bespoke import load_bespoke
from portal.home.demo.booking_terms import load_booking_terms
from portal.home.demo.clinics import load_clinics
from portal.home.demo.courses import load_courses
from portal.home.demo.entries import load_entries
from portal.home.demo.finance import load_finance
from portal.home.demo.memberships import load_membership_requests
from portal.home.demo.needs import load_needs
from portal.home.demo.old_addresses import load_old_addresses
from portal.home.demo.pages import load_contacts, load_pages
from portal.home.demo.register import load_register
from portal.home.demo.registers import load_registers
from portal.home.demo.requests import load_deletion, load_lost_step
from portal.home.demo.reviews import load_reviews
from portal.home.demo.school_years import load_school_years
from portal.home.demo.schools import load_schools
from portal.home.demo.searches import load_searches
from portal.home.demo.sessions import load_places_and_people, load_sessions
from portal.home.demo.sign_ins import load_sign_ins
from portal.home.demo.takers import book_all, fill
from portal.home.demo.waiting import load_waiting_lists
from portal.vocabulary.services import load_vocabulary
from training.choices import SessionState
from training.models import Session
from training.querysets import SessionQuerySet

SENCO = "senco@demo.example"


def refuse_unless_allowed() -> None:
    """Raises ``CommandError`` where the settings forbid demonstration content, as in production."""
    if not settings.DEMONSTRATION_ALLOWED:
        raise CommandError(
            "Demonstration content has published passwords and is not loaded with these settings."
        )


@disable_reference_index_auto_update()
@transaction.atomic
def load_demo() -> bool:
    """Loads the demonstration content, dates counted from today; says whether there was none yet."""
    refuse_unless_allowed()
    load_vocabulary()
    load_school_years()
    load_contacts()
    load_pages()
    drop_all()
    load_entries()
    load_old_addresses()
    load_courses()
    load_schools()
    load_places_and_people()
    load_sign_ins()
    load_register()
    load_reviews()
    load_searches()
    load_deletion()
    load_lost_step()
    load_booking_terms()
    sessions = load_sessions()
    if sessions:
        absent = _load_own_bookings()
        open_to_takers = Session.objects.filter(demonstration=True, bookings=None)
        fill(_with_all(open_to_takers.exclude(state=SessionState.CANCELLED)))
        load_waiting_lists()
        load_approvals()
        load_needs()
        load_registers(finished=absent.session, absent=absent)
        load_afterwards()
    load_clinics()
    load_finance()
    load_bespoke()
    # Last: who fills the sessions is drawn from the people there are.
    load_membership_requests()
    drop_all()
    return bool(sessions)


def fill_indexes() -> None:
    """Indexes everything at once instead of leaving a task for each row to the worker."""
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
    queued = DBTaskResult.objects.ready()
    queued.filter(task_path=insert_or_update_object_task.module_path).delete()


def _with_all(sessions: SessionQuerySet) -> list[Session]:
    """The sessions, soonest first, with what filling them reads."""
    found = sessions.select_related("course", "seats").prefetch_related(
        "districts", "audiences", "course__audiences"
    )
    return list(found.order_by("starts_at", "pk"))


def _load_own_bookings() -> Place:
    """Bookings that the demonstration's SENCO sees: two to come, one past, one cancelled.

    The place is that of the colleague who did not come to the past one.
    """
    membership = Membership.objects.select_related("person__user", "school").get(
        person__user__email=SENCO
    )
    colleagues = list(Person.objects.known_to(membership.school).filter(user=None).order_by("pk")[:4])
    open_ones = Session.objects.bookable().filter(
        districts=None, audiences=None, course__level__isnull=False, course__funding="core-offer"
    )
    past = Session.objects.filter(state=SessionState.COMPLETED, course__level__isnull=False)
    first, second, third = _with_all(open_ones)[:3]
    groups = [
        (first, [membership.person, *colleagues[:2]]),
        (second, colleagues[1:3]),
        (third, [colleagues[0]]),
        (_with_all(past)[0], [membership.person, colleagues[3]]),
    ]
    for session, people in groups:
        book_all(session, iter([(membership.school, people)]), booker=membership.person)
    cancelled = Booking.objects.get(session=third, school=membership.school)
    cancel_places(booking=cancelled, actor=membership.person.user)
    return Place.objects.select_related("session").get(person=colleagues[3], session=groups[3][0])
