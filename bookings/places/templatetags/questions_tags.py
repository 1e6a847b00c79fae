"""The questions about a course, for lists of places."""

from __future__ import annotations

from django import template

from bookings.places.evaluations.links import questions_path
from bookings.places.evaluations.models import Stage
from bookings.places.models import Place
from portal.base import clock

register = template.Library()


@register.simple_tag
def questions_before(place: Place) -> str:
    """Where the holder of a place that is to come says what they can do already; empty once it has begun."""
    starts_at = place.booking.session.starts_at
    if place.state not in Place.LIVE or starts_at is None or starts_at <= clock.now():
        return ""
    return questions_path(place, Stage.BEFORE)
