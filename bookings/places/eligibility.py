"""Who may book which session. Each rule answers with a sentence that explains, or with nothing.

Nothing here writes, and nothing asks the database beyond what it is given: the session comes from
``SessionQuerySet.for_rows``, with its course's audiences beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import Membership, School
from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.models import Audience
from portal.vocabulary.registry import terms
from training.choices import Booking, SessionState
from training.session_rows import say_day, say_list
from training.sessions import Session


@dataclass(frozen=True)
class Limits:
    """Whom a session is for. Without districts it is for all of Kent."""

    districts: Sequence[Any]
    audiences: Sequence[Audience]
    own_audiences: bool
    """Whether the session itself names audiences, or takes those of its course."""
    made_for_id: int | None = None
    """The one school that it was made for, if it was."""

    @property
    def for_families(self) -> bool:
        return any(audience.group == AudienceGroup.FAMILY for audience in self.audiences)

    @property
    def for_professionals(self) -> bool:
        return any(audience.group == AudienceGroup.PROFESSIONAL for audience in self.audiences)


def limits_of(
    *,
    district_ids: Collection[int],
    audience_ids: Collection[int],
    course_audience_ids: Collection[int],
    made_for_id: int | None = None,
) -> Limits:
    """The limits behind these ids."""
    audiences = terms("audiences").pick(list(audience_ids) or list(course_audience_ids))
    return Limits(
        terms("districts").pick(list(district_ids)), audiences, bool(audience_ids), made_for_id
    )


def session_refusal(session: Session, now: datetime | None = None) -> str:
    """Why nobody can book this session now; empty when they can, full or not."""
    moment = now or clock.now()
    hidden = session.visible_from is not None and session.visible_from > moment
    if session.state == SessionState.DRAFT or not session.course.live or hidden:
        return "This date is not open to the public yet."
    day = clock.in_london(max(moment, session.starts_at or moment)).date()
    if not session.course.offered_on(day):
        return "This course is no longer offered on this date."
    booking = session.booking(moment)
    if booking == Booking.NOT_YET and session.booking_opens_at:
        opens = f"{clock.say_time(session.booking_opens_at)} on {say_day(session.booking_opens_at)}"
        return f"Booking for this date opens at {opens}."
    if booking == Booking.CANCELLED:
        return "This date has been cancelled."
    if booking == Booking.PAST:
        return "This date has taken place already."
    if booking == Booking.BEGUN:
        return "This date has begun."
    if booking == Booking.CLOSED:
        return "Booking for this date has closed."
    return ""


def staff_session_refusal(session: Session, now: datetime | None = None) -> str:
    """Why staff cannot book this session for somebody: they may before booking opens and after it closes."""
    if session.state == SessionState.DRAFT:
        return "This date is a draft. Open it for booking first."
    if session.state == SessionState.CANCELLED:
        return "This date has been cancelled."
    begun = session.starts_at is None or session.starts_at <= (now or clock.now())
    return "This date has begun." if begun else ""


def offer_refusal(session: Session, now: datetime | None = None) -> str:
    """Why a place that was offered can no longer be accepted; empty when it can."""
    if session.state == SessionState.CANCELLED:
        return "This date has been cancelled."
    if session.starts_at is not None and session.starts_at <= (now or clock.now()):
        return "This date has begun."
    return ""


def cancellation_refusal(session: Session, now: datetime | None = None) -> str:
    """Why places in this session can no longer be given back; empty when they can."""
    if session.starts_at is None or session.starts_at > (now or clock.now()):
        return ""
    return "This session has begun, so its places can no longer be cancelled here."


def substitution_refusal(
    session: Session, *, until: datetime | None, family: bool, now: datetime | None = None
) -> str:
    """Why a colleague can no longer go instead; ``until`` is the deadline of the agreed terms, if any."""
    moment = now or clock.now()
    if family:
        return (
            "This place was booked by a parent, carer or young person for themselves, and stays theirs."
        )
    if session.state == SessionState.CANCELLED:
        return "This date has been cancelled."
    if session.starts_at is not None and session.starts_at <= moment:
        return "This session has begun, so its places can no longer be passed on."
    if until is not None and until <= moment:
        return (
            f"A colleague could go instead until {clock.say_time(until)} on {clock.say_date(until)}. "
            "Ask us whether it is still possible."
        )
    return ""


def school_refusal(limits: Limits, school: School | None) -> str:
    """Why places cannot be booked for ``school``, or without one by a parent or carer."""
    if limits.made_for_id is not None:
        own = school is not None and school.pk == limits.made_for_id
        return "" if own else "This training was made for another school."
    if school is None:
        if limits.for_families:
            return ""
        return (
            "This session is for people who work in schools and settings. "
            "Book it for the school or setting you work in."
        )
    if not limits.for_professionals:
        return "This session is for parents, carers and young people, who book it for themselves."
    if limits.districts and school.district_id not in {district.pk for district in limits.districts}:
        where = say_list(limits.districts)
        home = terms("districts").by_id.get(school.district_id or 0)
        is_in = home.name if home else "no district of Kent"
        return f"This session is for schools and settings in {where}. {school.name} is in {is_in}."
    return ""


def delegate_refusal(limits: Limits, *, name: str, role: Audience | None) -> str:
    """Why somebody with this role cannot come, where the session itself limits who can."""
    if not limits.own_audiences or (role is not None and role in limits.audiences):
        return ""
    only = say_list([audience.name for audience in limits.audiences])
    if role is None:
        return f"This session is only for: {only}. Say what {name} does."
    return f"This session is only for: {only}. {name} is down as: {role.name}."


def booker_refusal(
    *, membership: Membership | None, school: School | None, others: bool, booker_name: str
) -> str:
    """Why the booker may not book for these people. ``membership`` is theirs in ``school``."""
    if school is not None and membership is None:
        return f"{booker_name} does not belong to {school.name}."
    if not others or (membership is not None and membership.may_book_for_others):
        return ""
    if school is None:
        return "Parents and carers book a place for themselves."
    return (
        "At your school, the SENCO, the head and the business manager book for colleagues. "
        "You can book a place for yourself."
    )
