"""Reads of people and schools that more than one place needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from portal.accounts.choices import SchoolRole
from portal.base import clock
from portal.base.prepared import Slot

if TYPE_CHECKING:
    from portal.accounts.finder.finding import Found, Hit, Listing
    from portal.accounts.models import Membership, Person, School, User  # noqa: F401  (ruff misses names in quoted bases)


Day = date | Slot | None
"""Of reading: empty for today; a slot in what is put together once."""


def _lasts(until: str, today: Day = None) -> Q:
    """Whether the day in the field ``until`` has not come; empty means never."""
    return Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": today or clock.today()})


def _is_current(relation: str = "", today: Day = None) -> Q:
    """Whether a membership has begun and lasts; ``relation`` leads to it, e.g. ``memberships__``."""
    begun = Q(**{f"{relation}started_on__lte": today or clock.today()})
    return _lasts(f"{relation}ended_on", today) & begun


class SchoolQuerySet(models.QuerySet["School"]):
    """Schools."""

    def open(self) -> SchoolQuerySet:
        """Not closed by today."""
        return self.filter(_lasts("closed_on"))

    def find(self, text: str, *, districts: Collection[int] = (), closed: bool = False) -> Found:
        """Those that ``text`` may mean, best first; see ``finder.finding.find_schools``."""
        # The finder imports the models, which import this module.
        from portal.accounts.finder.finding import find_schools

        among = set(self.values_list("pk", flat=True)) if self.query.where else None
        return find_schools(text, districts=districts, closed=closed, among=among)

    def listings(self, hits: Iterable[Hit]) -> list[Listing]:
        """What a list shows of those that were found."""
        from portal.accounts.finder.finding import listings  # as above

        return listings(self, hits)


class PersonQuerySet(models.QuerySet["Person"]):
    """People."""

    def known_to(self, school: School | Slot, *, today: Day = None) -> PersonQuerySet:
        """Those who belong to the school now."""
        return self.filter(_is_current("memberships__", today), memberships__school=school).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def current(self, *, today: Day = None) -> MembershipQuerySet:
        """Begun, and not ended by today."""
        return self.filter(_is_current(today=today))

    def of_user(self, user: User | Slot, *, today: Day = None) -> MembershipQuerySet:
        """Current memberships of the person who signs in as ``user``, in open schools."""
        return (
            self.current(today=today)
            .filter(_lasts("school__closed_on", today), person__user=user)
            .select_related("school__district", "person")
        )

    def booking_for_others(self, *, today: Day = None) -> MembershipQuerySet:
        """Current ones, in open schools, of those who book for colleagues and see what they booked."""
        roles = self.model.BOOKS_FOR_OTHERS
        return self.current(today=today).filter(_lasts("school__closed_on", today), role__in=roles)

    def approvers(self) -> MembershipQuerySet:
        """Heads and approvers, for now without a last day, whose sign-in nobody has closed."""
        rows = self.current().filter(role=SchoolRole.APPROVER, ended_on__isnull=True)
        return rows.exclude(person__user__is_active=False)

    def who_confirm(self) -> MembershipQuerySet:
        """Approvers who can sign in, and so can answer requests."""
        return self.current().filter(role=SchoolRole.APPROVER, person__user__is_active=True)
