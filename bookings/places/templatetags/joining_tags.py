"""The link to join, for lists of places."""

from __future__ import annotations

from django import template

from bookings.places import joining
from bookings.places.models import Place

register = template.Library()


@register.simple_tag
def link_to_join(place: Place) -> str:
    """The link of the place's session, if its holder may see it now."""
    return joining.joining_link(session=place.booking.session, holds=place.state in Place.LIVE)
