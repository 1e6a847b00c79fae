"""What of the offer may already meet a need: shown before anything bespoke is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from portal.base import clock
from training.choices import Funding
from training.models import CoursePage

MOST = 6
"""Courses shown: as many as somebody reads before they go on."""


@dataclass(frozen=True)
class Offer:
    """A course that may do, with its next date in words."""

    course: Any
    when: str


def offers_for(*, area_id: int, need_ids: Collection[int], phase_ids: Collection[int]) -> list[Offer]:
    """Free courses for schools about the same need, those that share most first, then those with a date soonest.

    A course for other phases only is left out; without a need chosen the area of need decides.
    """
    needs, phases = list(need_ids), list(phase_ids)
    about = Q(needs__in=needs) if needs else Q(area_of_need=area_id) | Q(also_areas=area_id)
    rows = CoursePage.objects.listed().for_professionals().filter(about, funding=Funding.CORE_OFFER)
    if phases:
        rows = rows.filter(Q(phases__in=phases) | Q(phases=None))
    shared = Count("needs", filter=Q(needs__in=needs), distinct=True) if needs else Value(0)
    in_area = Case(When(area_of_need=area_id, then=1), default=0, output_field=IntegerField())
    found = rows.annotate(shared=shared, in_area=in_area).with_next()
    ordered = found.order_by(
        "-shared", "-in_area", F("next_start").asc(nulls_last=True), "title"
    ).distinct()
    return [
        Offer(course, clock.say_date(course.next_start) if course.next_start else "No date yet")
        for course in ordered[:MOST]
    ]
