"""Tags that render the portal's components. A built-in library: templates need no ``load``."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.base import clock
from portal.base.forms import error_list, field_component
from portal.base.menus import FAMILIES, MenuLink, doors, marked
from portal.base.money import say_pounds

register = template.Library()
register.filter(say_pounds)

ICONS = settings.BASE_DIR / "portal" / "frontend" / "icons"

AREA_ICONS = {
    "cognition-and-learning": "book-open",
    "communication-and-interaction": "messages-square",
    "social-emotional-and-mental-health": "hand-heart",
    "physical-and-sensory": "eye-ear",
}


class Given(dict[str, Any]):
    """What a component was given. What it was not is empty, and so is whatever would hang on it.

    Django looks for a missing key in four more ways before it gives up, which for a list of eighty people was
    half of a page's work.
    """

    def __missing__(self, _key: str) -> Given:
        return NOTHING

    def __str__(self) -> str:
        return super().__str__() if self else ""


NOTHING = Given()


@cache
def _drawing(name: str) -> str:
    """What stands inside the ``<svg>`` of an icon file."""
    source = (ICONS / f"{name}.svg").read_text()
    return source[source.index(">") + 1 : source.rindex("</svg>")]


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """An inlined line icon. It is hidden from assistive technology: words must stand beside it."""
    return format_html(
        '<svg class="kd-icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f" {classes}" if classes else "",
        mark_safe(_drawing(name)),  # noqa: S308 - our own files
    )


@register.filter
def area_icon(slug: str) -> str:
    """The name of the icon that belongs to an area of need."""
    return AREA_ICONS.get(slug, "layers")


NO_WORDS = SafeString("")


@register.filter
def html_attributes(attributes: Mapping[str, Any] | None) -> SafeString:
    """``{"data-x": 1}`` as `` data-x="1"``, escaped.

    A value may be a mapping ``{"value": …, "optional": True}``: then None and False leave the
    attribute out and True writes its bare name.
    """
    if not attributes:
        return NO_WORDS
    written = []
    for name, item in attributes.items():
        value, optional = item, False
        if isinstance(item, Mapping):
            value, optional = item.get("value"), bool(item.get("optional"))
        if optional and value is True:
            written.append(format_html(" {}", name))
        elif not optional or value not in (None, False):
            text = "" if value is None else str(value).lower() if isinstance(value, bool) else value
            written.append(format_html(' {}="{}"', name, text))
    return format_html_join("", "{}", ((part,) for part in written))


@register.filter
def say_date(moment: datetime | date) -> str:
    """``Tuesday 9 March 2027``."""
    return clock.say_date(moment)


@register.filter
def say_moment(moment: datetime) -> str:
    """``Tuesday 9 March 2027, 9:30am``."""
    return clock.say_moment(moment)


@register.filter
def say_time(moment: datetime) -> str:
    """``9:30am``, in Kent."""
    return clock.say_time(moment)


@register.filter
def say_span(start: datetime, end: datetime) -> str:
    """``Tuesday 9 March 2027, 9:30am to 12:30pm``."""
    return clock.say_span(start, end)


@register.filter
def kent_day(moment: datetime | date) -> date:
    """The calendar day in Kent."""
    return clock.in_london(moment).date() if isinstance(moment, datetime) else moment


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may wrap after its @, and not in the middle of a word."""
    name, _, host = address.partition("@")
    return format_html("{}@<wbr>{}", name, host)


@register.filter
def step_numbers(total: int | None) -> range:
    """The numbers from 1 to ``total``; none where nobody says how many."""
    return range(1, (total or 0) + 1)


@register.filter
def listed(group: Mapping[str, Any] | None) -> list[Any]:
    """The ``items`` of a group; ``{{ group.items }}`` would find the mapping's own method."""
    return (group or {}).get("items") or []


@register.filter
def any_actions(rows: list[Mapping[str, Any]] | None) -> bool:
    """Whether any row of a summary list can be changed: the others then keep the column free."""
    return any(row and listed(row.get("actions")) for row in rows or [])


@register.simple_tag
def form_field(
    bound: forms.BoundField, heading: bool = False, classes: str = "", optional_word: bool = True
) -> SafeString:
    """A field of a Django form with its label, hint and error. Options: ``field_component``."""
    if bound.is_hidden:
        return bound.as_widget()
    name, variables = field_component(
        bound, heading=heading, classes=classes, optional_word=optional_word
    )
    return render_to_string(f"components/{name}.html", variables)


@register.simple_tag
def error_summary(*forms_and_formsets: Any) -> SafeString | str:
    """The error summary of one or several forms and formsets; nothing when all is well."""
    errors = error_list(*forms_and_formsets)
    if not errors:
        return ""
    return render_to_string(
        "components/error-summary.html", {"title_text": "There is a problem", "error_list": errors}
    )


@register.simple_tag
def error_prefix(errors: Sized | None) -> str:
    """``Error: `` for the start of a page's title when a form on it has failed, with ``errors``."""
    return "Error: " if errors else ""


@register.simple_tag(takes_context=True)
def rendered(context: template.Context, template_name: str, **more: Any) -> SafeString:
    """A template rendered with the present context, to be handed to another (``as content``)."""
    with context.push(**more):
        return context.template.engine.get_template(template_name).render(context)


@register.simple_tag
def field_ids(
    field_id: str,
    described_by: str,
    hint: Mapping[str, Any] | None,
    error_message: Mapping[str, Any] | None,
) -> dict[str, str]:
    """The ids of a field's hint and error, and the ``aria-describedby`` that names them."""
    hint_id = f"{field_id}-hint" if hint else ""
    error_id = f"{field_id}-error" if error_message else ""
    described = " ".join(part for part in (described_by, hint_id, error_id) if part)
    return {"hint": hint_id, "error": error_id, "described_by": described}


PARTS_OF_CHOICE = {"hint", "label", "conditional"}


@register.simple_tag
def choices(
    items: list[Mapping[str, Any]], id_prefix: str, name: str, chosen: Any, described_by: str = ""
) -> list[Given]:
    """Radio buttons or checkboxes with what follows from their place: ids, names, being chosen.

    ``chosen`` is a value or a list of values; an item's own ``checked`` wins. The first item's id
    has no number, so that an error summary can link to it.
    """
    values = chosen if isinstance(chosen, (list, tuple)) else [chosen] if chosen else []
    prepared = []
    for index, item in enumerate(items or [], start=1):
        if not item:
            continue
        item_id = item.get("id") or (id_prefix if index == 1 else f"{id_prefix}-{index}")
        hint_id = f"{item_id}-item-hint" if (item.get("hint") or {}).get("text") else ""
        made = Given(item)
        made.update(
            id=item_id,
            name=item.get("name") or name,
            checked=item.get("checked")
            or (item.get("value") in values and item.get("checked") is not False),
            hint_id=hint_id,
            described_by=" ".join(part for part in (described_by, hint_id) if part),
        )
        for part in PARTS_OF_CHOICE & item.keys():
            made[part] = Given(item[part] or {})
        made["switches"] = _switches(made)
        prepared.append(made)
    return prepared


def _switches(item: Given) -> SafeString:
    """What only some of them have, as attributes: a template that asks for each of it takes a page's time."""
    bare = [name for name in ("checked", "disabled") if item[name]]
    named = {
        "data-aria-controls": f"conditional-{item['id']}" if item["conditional"]["text"] else "",
        "data-behaviour": item["behaviour"],
        "aria-describedby": item["described_by"],
    }
    written = {name: {"value": True, "optional": True} for name in bare}
    return html_attributes({**written, **{name: value for name, value in named.items() if value}})


@register.simple_tag
def options(items: list[Mapping[str, Any]], chosen: Any) -> list[Given]:
    """The options of a select; ``chosen`` is the value, and an item's own ``selected`` wins."""
    return [
        Given(
            item,
            has_value="value" in item,
            selected=item.get("selected")
            or bool(
                chosen
                and item.get("value", item.get("text")) == chosen
                and item.get("selected") is not False
            ),
        )
        for item in items or []
        if item
    ]


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context, behind: str = "") -> list[MenuLink]:
    """The links of the menu, the current one marked. ``behind`` names the link that a page belongs to."""
    request = context.get("request")
    if context.get("preview_menu"):
        return list(context["preview_menu"])
    return marked(
        doors.get(),
        path=request.path if request else "",
        query=request.GET if request else {},
        behind=behind or (FAMILIES if context.get("family") else ""),
    )
