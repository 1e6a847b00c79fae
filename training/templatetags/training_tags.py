"""Parts of training that pages below it show. Templates compose; the directory imports nothing of this."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import F

from training.cards import cards_of
from training.models import CoursePage

register = template.Library()


@register.inclusion_tag("pages/training/courses_for_resource.html")
def courses_for_resource(resource: Any) -> dict[str, Any]:
    """The courses that teach the use of a resource, those with a date first. At most two queries."""
    if resource.pk is None:
        return {"cards": []}
    courses = CoursePage.objects.listed().filter(related_resources=resource.pk).with_next()
    return {"cards": cards_of(courses.order_by(F("next_start").asc(nulls_last=True), "title"))}
