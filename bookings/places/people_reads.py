"""Whom a school knows and how each of them stands with one session, in one statement put together once."""

from __future__ import annotations

from typing import Any

from django.db.models import BigAutoField, DateField, OuterRef, Subquery

from bookings.places.models import Place
from portal.accounts.models import Person, School
from portal.accounts.querysets import PersonQuerySet
from portal.base import clock
from portal.base.prepared import Prepared, Slot
from training.models import Session


def _known() -> PersonQuerySet:
    here = Place.objects.active().filter(session=Slot("session", BigAutoField()), person=OuterRef("pk"))
    known = Person.objects.known_to(Slot("school", BigAutoField()), today=Slot("today", DateField()))
    rows: PersonQuerySet = (
        known.annotate(place_here=Subquery(here.order_by().values("pk")[:1]))
        .select_related("role")
        .order_by("name", "pk")
    )
    return rows


_people = Prepared(_known)


def people_for(session: Session, school: School) -> list[Any]:
    """Everybody who belongs to the school now, by name; ``place_here`` says of each whether they have a place on
    this date, or wait for one."""
    return _people.rows(session=session.pk, school=school.pk, today=clock.today())


def _named() -> Any:
    here = Person.objects.known_to(Slot("school", BigAutoField()), today=Slot("today", DateField()))
    return here.order_by("name", "pk").values_list("pk", "name", "email")


_names: Prepared[Any] = Prepared(_named)


def names_at(school: School) -> list[tuple[int, str, str]]:
    """Id, name and e-mail of everybody who belongs to the school now."""
    return _names.rows(school=school.pk, today=clock.today())
