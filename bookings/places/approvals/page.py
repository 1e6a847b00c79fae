"""What whoever answers for a school reads: the places, what they cost, and what can be said now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from bookings.places.approvals.links import approval_path, read_key
from bookings.places.approvals.models import Approval, is_open
from bookings.places.approvals.rule import approvers_of, nobody_agrees, who_can_answer
from bookings.places.eligibility import offer_refusal
from bookings.places.models import Booking, Place
from bookings.places.prices import say_added
from bookings.places.session_reads import session_for_booking
from bookings.places.terms.words import terms_words
from portal.accounts.models import Membership, School, User
from portal.base import clock
from training.models import CoursePage
from training.session_rows import say_list

SAID = {
    Approval.Answer.APPROVED: "These places are approved",
    Approval.Answer.REFUSED: "These places are refused",
    Approval.Answer.LAPSED: "The time to answer is over",
    Approval.Answer.WITHDRAWN: "These places are no longer asked for",
}

UNAPPROVED = (Place.State.REFUSED, Place.State.UNAPPROVED)


@dataclass(frozen=True)
class Asked:
    """One approval, and the head or approver at whose address it is read."""

    approval: Approval
    membership: Membership

    @property
    def user(self) -> User | None:
        return self.membership.person.user


def asked_with(key: str) -> Asked:
    """What this key opens; 404 for one that nobody was given, and once its reader may not answer any more."""
    ids = read_key(key)
    if ids is None:
        raise Http404
    rows = Approval.objects.select_related("booking__booker", "booking__school", "booking__terms", "by")
    approval = get_object_or_404(rows, pk=ids[0])
    members = who_can_answer(approval.booking.school_id).select_related("person__user")
    membership = get_object_or_404(members, pk=ids[1])
    return Asked(approval, membership)


def approval_context(asked: Asked) -> dict[str, Any]:
    """What the page says."""
    approval, booking, now = asked.approval, asked.approval.booking, clock.now()
    session: Any = session_for_booking(booking.session_id)
    places = list(approval.places.select_related("person__role").order_by("person__name", "pk"))
    held = [place for place in places if place.state == Place.State.HELD]
    over = bool(approval.answer) or approval.expires_at <= now
    course, agreed = session.course, approval.place_pence
    return {
        "approval": approval,
        "booking": booking,
        "session": session,
        "course": course,
        "places": held or places,
        "open": bool(held) and not over and not offer_refusal(session, now),
        "heading": _heading(approval, over=over),
        "refusal": "" if over else offer_refusal(session, now),
        "price": price_words(approval, course, number=len(held or places)),
        "terms": terms_words(booking.terms, session=session, now=now, price_pence=agreed),
        "reader": asked.membership.person,
        "demonstration": session.demonstration,
    }


def price_words(approval: Approval, course: CoursePage, *, number: int) -> str:
    """What agreeing to this ``number`` of places costs, whatever the course costs by now."""
    going = approval.booking.places.live().exclude(approval=approval).count()
    return say_added(course, places=number, going=going, each_pence=approval.place_pence)


def asked_of_the_school(approval: Approval) -> str:
    """What an officer asks on the telephone: who is to go, and what it costs."""
    held = approval.places.filter(state=Place.State.HELD).select_related("person")
    people = [place.person.name for place in held.order_by("person__name", "pk")]
    cost = price_words(approval, approval.booking.session.course, number=len(people))
    return f"Who is to go: {say_list(people)}. Cost: {cost}."


def _heading(approval: Approval, *, over: bool) -> str:
    if approval.answer:
        return SAID[Approval.Answer(approval.answer)]
    return SAID[Approval.Answer.LAPSED] if over else "Do you approve these places?"


@dataclass(frozen=True)
class ToApprove:
    """A line of a head's own list: what is asked, and the address where they answer it."""

    approval: Approval
    url: str

    @property
    def offer_ends(self) -> datetime | None:
        """Until when places offered to the same booking can be accepted; reads ``booking.places``."""
        ends = [place.offer_expires_at for place in self.approval.booking.offered_places]
        return min((end for end in ends if end), default=None)


def to_approve(user: User) -> list[ToApprove]:
    """What ``user`` can answer now, the soonest to end first."""
    own = {
        row.school_id: row
        for row in Membership.objects.of_user(user).filter(role=Membership.Role.APPROVER)
    }
    if not own:
        return []
    rows = Approval.objects.filter(is_open(clock.now())).filter(booking__school__in=own)
    rows = rows.select_related("booking__session__course", "booking__booker", "booking__school")
    rows = rows.select_related("booking__waiting_group")
    return [
        ToApprove(row, approval_path(row, own[school]))
        for row in rows.prefetch_related("places__person", "booking__session__meetings")
        if (school := row.booking.school_id) is not None
    ]


def who_agrees(school: School) -> str:
    """Who is asked, for a page: by name, or that our team answers, as nobody of the school can here."""
    names = [row.person.name for row in approvers_of(school)]
    if names:
        return (
            f"{say_list(names)} can agree for {school}, and {'is' if len(names) == 1 else 'are'} asked."
        )
    return nobody_agrees(school)


def own_question(booking: Booking) -> dict[str, Any]:
    """What the pages of one booking say of its approval: ``held`` places, until when (``held_until``), who is
    asked (``who_agrees``), and that some were not approved (``unapproved``, a sentence).

    Reads ``booking.places``, and asks for the rest only where places are held or were not approved.
    """
    held = booking.held_places
    until = [place.approval.expires_at for place in held if place.approval]
    ended = [place.approval for place in booking.places.all() if place.state in UNAPPROVED]
    return {
        "held": held,
        "held_until": min(until, default=None),
        "who_agrees": who_agrees(booking.school) if held and booking.school else "",
        "unapproved": _unapproved_words([approval for approval in ended if approval]),
    }


def _unapproved_words(ended: list[Approval]) -> str:
    """Of the last of them."""
    if not ended:
        return ""
    last = max(ended, key=attrgetter("pk"))
    if last.answer == Approval.Answer.LAPSED:
        return "Nobody approved it in time."
    return f"Your school did not approve it{': ' if last.reason else '.'}{last.reason}"
