"""Forms in the portal's own HTML.

Django's fields become the options of the components that ``templates/components`` holds, which are
tested against govuk-frontend's own fixtures. Our forms opt in (``PortalForm``): a renderer for the
whole project would reach into Wagtail's admin, which has widgets and templates of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import BaseRenderer
from django.forms.renderers import DjangoTemplates as DjangoFormTemplates
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

DJANGO_FORM_TEMPLATES = Path(forms.__file__).resolve().parent / "templates"


class PortalRenderer(DjangoFormTemplates):
    """Looks for form templates among ours first, then among Django's own."""

    form_template_name = "django/forms/portal_form.html"
    field_template_name = "django/forms/portal_field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        return DjangoTemplates(
            {
                "NAME": "portal_forms",
                "APP_DIRS": False,
                "DIRS": [settings.BASE_DIR / "templates", DJANGO_FORM_TEMPLATES],
                "OPTIONS": {"builtins": ["portal.base.templatetags.portal_components"]},
            }
        )


class AsksByName:
    """Says of an empty field “Enter …” or “Choose …” with its name, where Django says that it is required."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _ask_for(field, name)


class PortalFormMixin(AsksByName):
    """Put it in front of ``forms.Form``, ``forms.ModelForm`` or a form of a package.

    Errors are said by the server in our words, so browsers are not asked for their own bubbles.
    """

    default_renderer: type[BaseRenderer] | BaseRenderer = PortalRenderer
    use_required_attribute = False


class PortalForm(PortalFormMixin, forms.Form):
    """A form of a public page."""


def _ask_for(field: forms.Field, name: str) -> str:
    """What to say about an empty field that has no words of its own: "Enter a …" beats "required"."""
    label = str(field.label or name.replace("_", " "))
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to go on"
    if label[1:2].islower() or label[1:2] in "- ":
        label = label[:1].lower() + label[1:]
    chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
    return f"{'Choose' if chosen else 'Enter'} {label.rstrip('?:')}"


def field_component(
    bound: forms.BoundField, *, heading: bool = False, classes: str = "", optional_word: bool = True
) -> tuple[str, dict[str, Any]]:
    """The component that shows a field, and its variables.

    ``heading`` makes the label or legend the page's ``h1``. A field that may stay empty says
    "(optional)" unless ``optional_word`` is off, as most fields are needed.
    """
    words = {
        "hint": {"text": bound.help_text} if bound.help_text else None,
        "error_message": {"text": " ".join(bound.errors)} if bound.errors else None,
        "classes": classes,
    }
    label = _label(bound, heading, optional_word)
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkboxes", {**words, **_single_checkbox_options(bound)}
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return _choice_component(widget), {**words, **_choice_options(bound, label)}
    if isinstance(widget, forms.Select):
        return "select", {**words, **_select_options(bound, label)}
    return _text_component(widget), {**words, **_text_options(bound, label)}


def _label(bound: forms.BoundField, heading: bool, optional_word: bool) -> dict[str, Any]:
    text = str(bound.label)
    if optional_word and not bound.field.required and "(optional)" not in text:
        text = f"{text} (optional)"
    if not heading:
        return {"text": text}
    size = "govuk-fieldset__legend--l" if _is_group(bound) else "govuk-label--l"
    return {"text": text, "is_page_heading": True, "classes": size}


def _is_group(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


def _rendered_widget(bound: forms.BoundField) -> dict[str, Any]:
    """What Django would hand to the widget's template."""
    attrs = {"id": bound.auto_id} if bound.auto_id else {}
    if bound.field.disabled:
        attrs["disabled"] = True
    context: dict[str, Any] = bound.field.widget.get_context(
        bound.html_name, bound.value(), {**bound.field.widget.attrs, **attrs}
    )["widget"]
    return context


OWN_OPTIONS = (
    "id",
    "class",
    "autocomplete",
    "autocapitalize",
    "inputmode",
    "pattern",
    "rows",
    "disabled",
    "spellcheck",
)
NOT_WANTED = ("required", "cols", "aria-describedby", "min", "max", "step")
"""Browsers' own messages and number spinners stay away; the form's words say what is wanted."""


def _attributes(attrs: Mapping[str, Any], bound: forms.BoundField) -> dict[str, Any]:
    """Attributes that no option of the component covers."""
    rest: dict[str, Any] = {
        name: {"value": value, "optional": True} if isinstance(value, bool) else value
        for name, value in attrs.items()
        if name not in OWN_OPTIONS and name not in NOT_WANTED
    }
    if bound.errors:
        rest["aria-invalid"] = "true"
    return rest


def _text_component(widget: forms.Widget) -> str:
    if isinstance(widget, forms.PasswordInput):
        return "password-input"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


def _text_options(bound: forms.BoundField, label: dict[str, Any]) -> dict[str, Any]:
    widget = _rendered_widget(bound)
    attrs = widget["attrs"]
    number = widget.get("type") == "number"
    options = {name: attrs[name] for name in OWN_OPTIONS if name in attrs and name != "class"}
    options |= {
        "name": widget["name"],
        "label": label,
        "value": widget["value"],
        "type": "text" if number else widget.get("type"),
        "attributes": _attributes(attrs, bound),
    }
    if number:
        options.setdefault("inputmode", "numeric")
    return options


def _select_options(bound: forms.BoundField, label: dict[str, Any]) -> dict[str, Any]:
    widget = _rendered_widget(bound)
    return {
        "name": widget["name"],
        "id": bound.auto_id,
        "label": label,
        "disabled": bound.field.disabled,
        "items": [
            {
                "value": "" if option["value"] is None else option["value"],
                "text": option["label"],
                "selected": option["selected"],
                "disabled": bool(option["attrs"].get("disabled")),
            }
            for option in _flat(widget["optgroups"])
        ],
        "attributes": _attributes(widget["attrs"], bound),
    }


def _choice_component(widget: forms.Widget) -> str:
    # Django derives the checkboxes from the radio buttons, so they are asked for first.
    return "checkboxes" if isinstance(widget, forms.CheckboxSelectMultiple) else "radios"


def _choice_options(bound: forms.BoundField, label: dict[str, Any]) -> dict[str, Any]:
    widget = _rendered_widget(bound)
    hints = getattr(bound.field, "choice_hints", {})
    return {
        "name": widget["name"],
        "id_prefix": bound.auto_id,
        "fieldset": {"legend": label},
        "items": [
            {
                "value": option["value"],
                "text": option["label"],
                "checked": option["selected"],
                "disabled": bool(option["attrs"].get("disabled")) or bound.field.disabled,
                "hint": {"text": hints[option["value"]]} if option["value"] in hints else None,
            }
            for option in _flat(widget["optgroups"])
        ],
    }


def _single_checkbox_options(bound: forms.BoundField) -> dict[str, Any]:
    widget = _rendered_widget(bound)
    return {
        "name": widget["name"],
        "id_prefix": bound.auto_id,
        "items": [
            {
                "value": widget["value"] or "on",
                "text": bound.label,
                "checked": bool(bound.value()),
                "disabled": bound.field.disabled,
                "attributes": {"aria-invalid": "true"} if bound.errors else None,
            }
        ],
    }


def _flat(optgroups: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for _name, options, _index in optgroups:
        yield from options


def error_list(*sources: Any) -> list[dict[str, str]]:
    """Every error of forms and formsets in the order of the page, each with a link to its field."""
    return [entry for source in sources if source for entry in _errors_of(source)]


def _errors_of(source: Any) -> Iterator[dict[str, str]]:
    if isinstance(source, forms.BaseFormSet):
        first = _first_field(source.forms[0]) if source.forms else ""
        yield from ({"text": text, "href": first} for text in source.non_form_errors())
        for form in source.forms:
            yield from _errors_of(form)
        return
    if not source.is_bound:
        return
    yield from ({"text": text, "href": _first_field(source)} for text in source.non_field_errors())
    for bound in source:
        for text in bound.errors:
            href = _first_field(source) if bound.is_hidden else f"#{bound.auto_id}"
            yield {"text": text, "href": href}


def _first_field(form: forms.BaseForm) -> str:
    visible = form.visible_fields()
    return f"#{visible[0].auto_id}" if visible else ""
