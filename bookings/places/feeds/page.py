"""What the page of one's calendar addresses shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bookings.places.feeds.models import CalendarAddress
from portal.accounts.models import Membership, User

OWN = "own"
"""Names the reader's own calendar in forms; a school's is named by the id of the membership."""


@dataclass(frozen=True)
class Calendar:
    """One calendar that the reader can have an address of; ``membership`` is None for their own."""

    membership: Membership | None
    address: CalendarAddress | None

    @property
    def which(self) -> str:
        return str(self.membership.pk) if self.membership else OWN

    @property
    def url(self) -> str:
        """The secret address, empty while there is none."""
        if self.address is None:
            return ""
        return f"{settings.PUBLIC_URL}{reverse('bookings:feed', args=[self.address.key])}"

    @property
    def webcal_url(self) -> str:
        """The same for programs that subscribe at a press."""
        return f"webcal:{self.url.partition(':')[2]}"


def own_calendars(user: User) -> list[Calendar]:
    """The reader's own calendar, and one for each school where they book for colleagues."""
    memberships = list(own_memberships(user))
    addresses = {
        address.membership_id: address
        for address in CalendarAddress.objects.filter(person__user=user)
        | CalendarAddress.objects.filter(membership__in=memberships)
    }
    return [
        Calendar(None, addresses.get(None)),
        *(Calendar(row, addresses.get(row.pk)) for row in memberships),
    ]


def own_memberships(user: User) -> Iterable[Membership]:
    """Those by which the user sees what a school has booked."""
    rows = Membership.objects.booking_for_others().filter(person__user=user)
    return rows.select_related("school__district").order_by("school__name", "pk")
