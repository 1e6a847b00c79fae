"""What people are written about requests. No mail holds what the school asked for: its page does."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from bookings.bespoke import message_kinds as kinds
from bookings.bespoke.choices import EventKind, State
from bookings.bespoke.models import Quote, Request
from bookings.bespoke.permissions import DECIDE
from portal.accounts.models import Membership, Person
from portal.accounts.permissions import who_were_given
from portal.base import clock
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter, queue_messages
from training.models import CoursePage


def tell_school(
    request: Request,
    kind: EventKind,
    *,
    words: str,
    payers: bool = False,
    course: CoursePage | None = None,
) -> None:
    """Writes to who asked, and about money to those who pay for the school. Call in the transaction."""
    said = words
    if course is not None:
        said = f"{words}\n\n{course.title}: {settings.PUBLIC_URL}{course.href}"
    context = {
        "school": request.school.name,
        "reference": request.reference,
        "what": str(kind.label),
        "words": said,
        "link": f"{settings.PUBLIC_URL}{reverse('bespoke:request', args=[request.reference])}",
        "ask": who_to_ask(),
    }
    queue_messages(
        letters=[
            Letter(kinds.FOR_SCHOOL, to.email, {**context, "name": to.name}, request.reference)
            for to in _answering(request, payers=payers)
        ]
    )


def tell_officers(request: Request) -> None:
    """Writes to the officer who has it, or while nobody has to all who decide. Call in the transaction."""
    officer = request.officer
    people = [officer] if officer is not None and officer.is_active else who_were_given(DECIDE)
    path = reverse("bespoke_requests:inspect", args=[request.pk])
    context = {
        "school": request.school.name,
        "reference": request.reference,
        "what": State(request.state).label,
        "words": f"{request.staff_count} staff, {request.area_of_need}",
        "link": f"{settings.PUBLIC_URL}{path}",
        "ask": who_to_ask(),
    }
    queue_messages(
        letters=[
            Letter(
                kinds.FOR_OFFICERS,
                user.email,
                {**context, "name": user.name or user.email},
                request.reference,
            )
            for user in people
            if user.email
        ]
    )


def last_day(quote: Quote) -> date:
    """The day with whose end a quote runs out."""
    return clock.in_london(quote.expires_at - timedelta(seconds=1)).date()


def _answering(request: Request, *, payers: bool) -> list[Person]:
    """Who asked, while they book for the school; else those who do. With a quote its business managers too."""
    rows = Membership.objects.booking_for_others().filter(
        school=request.school_id, person__deleted_at__isnull=True
    )
    members = list(rows.select_related("person").order_by("pk"))
    asked = [row.person for row in members if row.person_id == request.requester_id]
    people = asked or [row.person for row in members]
    if payers:
        people += [row.person for row in members if row.role == Membership.Role.BUSINESS]
    return [person for person in {one.pk: one for one in people}.values() if person.email]
