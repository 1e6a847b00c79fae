"""What every step of a booking needs to know: the date, who books, for whom, and the answers so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from bookings.places.alternatives import dates_with_places, open_to
from bookings.places.approvals.page import who_agrees
from bookings.places.approvals.rule import held_until, is_asked_for, may_approve
from bookings.places.clashes import clashes_of
from bookings.places.delegates import Delegate
from bookings.places.drafts import FAMILY, ME, Draft, load_draft, save_draft
from bookings.places.eligibility import school_refusal, session_refusal
from bookings.places.forms import role_called
from bookings.places.models import Place
from bookings.places.people_reads import names_at, people_for
from bookings.places.prices import say_session_price
from bookings.places.session_reads import limits_for, session_seen_by
from bookings.places.terms.models import Terms
from bookings.places.terms.services import terms_for
from bookings.places.terms.words import terms_words
from portal.accounts.member_reads import memberships_of
from portal.accounts.models import Membership, Person, School
from portal.base import clock
from training.session_rows import SessionRow, session_rows

MOST_OTHER_DATES = 6


class Journey:
    """One person booking one date. Reads only; raises ``Http404`` for a date the public cannot see.

    ``key`` is that of a form whose last button was pressed, empty before that.
    """

    def __init__(self, request: HttpRequest, uid: UUID, key: str = "") -> None:
        self.request = request
        self.uid = uid
        self.now = clock.now()
        found = session_seen_by(uid, self.now, key=_read_key(key), user_id=request.user.pk)
        if found is None or not hasattr(found, "seats"):
            raise Http404
        self.session: Any = found
        self.limits = limits_for(found)
        self.pressed_as: str = found.pressed_as or ""
        """The reference of what this very form has booked already."""
        self.draft: Draft = load_draft(request.session, uid)

    def save(self) -> None:
        """Keeps the answers."""
        save_draft(self.request.session, self.uid, self.draft)

    @cached_property
    def person(self) -> Person:
        """Who books; not saved for somebody who has only just signed up."""
        if self.memberships:
            return self.memberships[0].person
        user: Any = self.request.user
        known = Person.objects.filter(user=user).select_related("role").first()
        return known or Person(user=user, name=user.name or user.email, email=user.email)

    @cached_property
    def memberships(self) -> list[Membership]:
        user: Any = self.request.user
        return memberships_of(user)

    @property
    def parties(self) -> list[tuple[str, str]]:
        """For whom they can book: their schools, and themselves where families are welcome."""
        schools = [(str(row.school_id), str(row.school)) for row in self.memberships]
        family = (
            [(FAMILY, "Myself, as a parent, carer or young person")] if self.limits.for_families else []
        )
        return schools + family if self.limits.for_professionals else family + schools

    @property
    def party(self) -> str:
        """The answer, where it still stands, or the only one there can be."""
        keys = [key for key, _words in self.parties]
        if self.draft.party in keys:
            return self.draft.party
        return keys[0] if len(keys) == 1 else ""

    @property
    def membership(self) -> Membership | None:
        return next((row for row in self.memberships if str(row.school_id) == self.party), None)

    @property
    def school(self) -> School | None:
        return self.membership.school if self.membership else None

    @property
    def family(self) -> bool:
        return self.party == FAMILY

    @cached_property
    def colleagues(self) -> list[Person]:
        """Those of the school whom this person may book for."""
        return [person for person in self._school_people if person.pk != self.person.pk]

    @cached_property
    def _school_people(self) -> list[Any]:
        """Everybody at the school, for those who may book for others."""
        return people_for(self.session, self.school) if self.school and self.for_others else []

    @cached_property
    def _names(self) -> list[tuple[int, str, str]]:
        """The same people for the page that only names them, and the booker among them."""
        return names_at(self.school) if self.school and self.for_others else []

    @property
    def for_others(self) -> bool:
        return self.membership is not None and self.membership.may_book_for_others

    @cached_property
    def booked(self) -> set[int]:
        """Who of these people has a place on this date, or waits for one."""
        if self._school_people:
            return {person.pk for person in self._school_people if person.place_here}
        own = Place.objects.active().filter(session=self.session, person=self.person.pk)
        return set(own.values_list("person_id", flat=True))

    def refusal(self) -> str:
        """Why nobody can book this date now; empty when they can."""
        return session_refusal(self.session, self.now)

    @property
    def full(self) -> bool:
        """Whether a newcomer can only wait."""
        return self.session.seats.left <= 0

    @property
    def waits(self) -> bool:
        """Whether they are about to join the waiting list: by their choice, or as there is no place."""
        return self.full or self.draft.wait

    @property
    def asks(self) -> bool:
        """Whether a head or approver has to agree before what they book counts."""
        return is_asked_for(self.session, self.school) and not may_approve(self.membership)

    @property
    def held_until(self) -> datetime:
        """Until when places that are booked now are held for an answer."""
        session = self.session
        return held_until(now=self.now, starts_at=session.starts_at, closes_at=session.closes_at)

    @property
    def who_agrees(self) -> str:
        return who_agrees(self.school) if self.school else ""

    def not_for_them(self) -> str:
        """Why this date is not for those they book for; empty when it is, or that is not answered."""
        return school_refusal(self.limits, self.school) if self.party else ""

    def other_dates(self) -> list[SessionRow]:
        """Dates of the same course that are open to this school, soonest first."""
        dates = dates_with_places(self.session, self.now)
        fit = open_to(dates, self.school) if self.party else dates
        return session_rows(fit[:MOST_OTHER_DATES], self.now)

    def delegates(self) -> list[Delegate]:
        """Everybody in the draft. ``person`` has to be saved by now."""
        mine = role_called(self.draft.my_role)
        known = [
            Delegate(person_id=self.person.pk, role=mine) if key == ME else Delegate(person_id=int(key))
            for key in self.draft.people
        ]
        new = [
            Delegate(name=row["name"].strip(), email=row["email"].strip(), role=role_called(row["role"]))
            for row in self.draft.new
        ]
        return known + new

    def who_is_going(self) -> list[str]:
        """Names as the check page lists them."""
        names = {str(pk): name for pk, name, _email in self._names}
        said = [
            f"{self.person.name} (you)" if key == ME else names.get(key, "") for key in self.draft.people
        ]
        return said + [f"{row['name']}, {row['email']}" for row in self.draft.new]

    @property
    def clashes(self) -> Sequence[str]:
        """Who of them has a place elsewhere at the same time."""
        own = self.person.pk
        known = [(pk, email) for pk, _name, email in self._names if pk != own]
        by_key = {str(pk): pk for pk, _email in known} | ({ME: own} if own else {})
        by_email = {email.lower(): pk for pk, email in known if email}
        if own and self.person.email:
            by_email.setdefault(self.person.email.lower(), own)
        going = [by_key.get(key) for key in self.draft.people]
        going += [by_email.get(row["email"].strip().lower()) for row in self.draft.new]
        people = [pk for pk in going if pk]
        return clashes_of(session=self.session, people=people, school=self.school, own=own).words

    @cached_property
    def terms(self) -> Terms | None:
        """What a booking made now agrees to, as remembered from a few seconds ago at most."""
        return terms_for(self.session, family=self.family)

    def read_terms(self, pk: int | None) -> None:
        """Shows these terms, which booking has found in force, instead of what is remembered."""
        self.terms = None if pk is None else Terms.objects.get(pk=pk)

    @property
    def terms_words(self) -> list[str]:
        price = self.session.course.price_pence
        return terms_words(self.terms, session=self.session, now=self.now, price_pence=price)

    def context(self, **more: Any) -> dict[str, Any]:
        """What all pages of the journey show."""
        row = session_rows([self.session], self.now)[0]
        return {
            "journey": self,
            "session": self.session,
            "course": self.session.course,
            "row": row,
            "demonstration": self.session.demonstration or self.session.course.demonstration,
            "price": say_session_price(
                self.session, places=max(self.draft.number, 1), family=self.family
            ),
            **more,
        }


def _read_key(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
