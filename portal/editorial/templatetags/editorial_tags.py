"""The advice beside an editor, in Wagtail's panel of checks."""

from __future__ import annotations

from typing import Any

from django import template

from portal.base.publishable import is_publishable
from portal.editorial.advice import advice, reading
from portal.editorial.checks import problems
from portal.editorial.plain_words import jargon
from portal.editorial.reading import outline_of

register = template.Library()


@register.inclusion_tag("admin/editorial/fresh_advice.html")
def fresh_writing_advice(content: Any) -> dict[str, Any]:
    """The same once more, to take the place of what is shown since the editor last saved by itself."""
    return writing_advice(content)


@register.inclusion_tag("admin/editorial/advice.html")
def writing_advice(content: Any) -> dict[str, Any]:
    """What would be refused now, and what would read better; of the draft as it was last saved."""
    if content is None or not is_publishable(type(content)):
        return {"elsewhere": True}
    if not content.pk:
        return {"unsaved": True}
    outline = outline_of(content)
    return {
        "problems": list(dict.fromkeys(problem.message for problem in problems(outline))),
        "reading": reading(outline),
        "advice": advice(outline, jargon.get()),
        "for_families": outline.for_families,
    }
