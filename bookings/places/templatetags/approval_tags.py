"""That a head or approver has to agree, on a course's page, which belongs to a lower app."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from bookings.places.approvals.notice import AgreesFirst, agrees_first

register = template.Library()


@register.simple_tag(takes_context=True)
def approval_before(context: RequestContext) -> AgreesFirst | None:
    """What the page of a course that can be booked says of it to this reader."""
    if context["family"] or context["withdrawn"]:
        return None
    return agrees_first(context["page"], context["request"].user)


@register.filter
def and_approval(facts: list[dict[str, str]], found: AgreesFirst | None) -> list[dict[str, str]]:
    """The facts of a course, with this one beside its cost."""
    if found is None:
        return facts
    return [*facts, {"term": "Before it counts", "text": found.fact, "icon": "circle-check"}]
