"""Forms come in the portal's own HTML, and every error says where it belongs."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template

from portal.base.forms import PortalForm, error_list


class Delegate(PortalForm):
    """One field of each kind that pages use."""

    name = forms.CharField(
        label="Full name",
        max_length=80,
        help_text="As it should stand on the certificate",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="E-mail", error_messages={"required": "Enter the e-mail of each colleague"}
    )
    places = forms.IntegerField(label="Places", min_value=1, max_value=20)
    phone = forms.CharField(label="Telephone", required=False)
    role = forms.ChoiceField(
        label="Role",
        choices=[("senco", "SENCO"), ("ta", "Teaching assistant")],
        widget=forms.RadioSelect,
    )
    colleagues = forms.MultipleChoiceField(
        label="Colleagues",
        choices=[("a", "Alex"), ("b", "Bea")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    phase = forms.ChoiceField(label="Phase", choices=[("", "Choose one"), ("ks1", "Key stage 1")])
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="I may book for my school")
    token = forms.CharField(widget=forms.HiddenInput)


GOOD: dict[str, Any] = {
    "name": "Alex Green",
    "email": "alex@school.example",
    "places": "2",
    "role": "ta",
    "colleagues": ["b"],
    "phase": "ks1",
    "secret": "only-a-test",
    "agreed": "on",
    "token": "t",
}


def field(form: forms.BaseForm, name: str, options: str = "") -> BeautifulSoup:
    """A field as a page shows it."""
    source = "{% form_field bound " + options + " %}"
    return BeautifulSoup(Template(source).render(Context({"bound": form[name]})), "html.parser")


def summary(*sources: Any) -> BeautifulSoup:
    """The error summary as a page shows it."""
    names = [f"form{number}" for number in range(len(sources))]
    source = "{% error_summary " + " ".join(names) + " %}"
    return BeautifulSoup(
        Template(source).render(Context(dict(zip(names, sources, strict=True)))), "html.parser"
    )


def tag(soup: BeautifulSoup, *args: Any, **kwargs: Any) -> Tag:
    """The one element that is asked for."""
    found = soup.find(*args, **kwargs)
    assert isinstance(found, Tag)
    return found


def test_a_field_has_its_label_its_hint_and_its_autocomplete() -> None:
    shown = field(Delegate(), "name")
    control = tag(shown, "input")
    assert tag(shown, "label")["for"] == control["id"] == "id_name"
    assert control["aria-describedby"] == "id_name-hint"
    assert tag(shown, id="id_name-hint").get_text(strip=True) == "As it should stand on the certificate"
    assert control["autocomplete"] == "name"
    assert control["maxlength"] == "80"


def test_browsers_are_not_asked_for_their_own_messages() -> None:
    assert not tag(field(Delegate(), "name"), "input").has_attr("required")


def test_a_field_in_error_says_so_to_everybody() -> None:
    shown = field(Delegate({}), "email")
    control = tag(shown, "input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_email-error"
    assert tag(shown, id="id_email-error").get_text() == "Error: Enter the e-mail of each colleague"


def test_what_was_typed_is_kept_and_escaped() -> None:
    assert tag(field(Delegate({"name": '"><b>'}), "name"), "input")["value"] == '"><b>'


def test_a_password_is_not_sent_back() -> None:
    assert not tag(field(Delegate(GOOD), "secret"), "input").has_attr("value")


def test_a_field_that_may_stay_empty_says_optional() -> None:
    assert tag(field(Delegate(), "phone"), "label").get_text() == "Telephone (optional)"
    quiet = field(Delegate(), "phone", "optional_word=False")
    assert tag(quiet, "label").get_text() == "Telephone"


def test_a_number_is_typed_and_not_spun() -> None:
    control = tag(field(Delegate(), "places"), "input")
    assert (control["type"], control["inputmode"]) == ("text", "numeric")


def test_radio_buttons_stand_in_a_fieldset_with_a_legend() -> None:
    shown = field(Delegate(GOOD), "role")
    assert tag(shown, "legend").get_text() == "Role"
    chosen = [control["value"] for control in shown.find_all("input", checked=True)]
    assert chosen == ["ta"]


def test_several_choices_are_checkboxes() -> None:
    shown = field(Delegate(GOOD), "colleagues")
    assert {control["type"] for control in shown.find_all("input")} == {"checkbox"}
    assert [control["value"] for control in shown.find_all("input", checked=True)] == ["b"]


def test_one_checkbox_carries_its_own_label() -> None:
    shown = field(Delegate(GOOD), "agreed")
    assert tag(shown, "label").get_text() == "I may book for my school"
    assert tag(shown, "input").has_attr("checked")


def test_a_select_keeps_what_was_chosen() -> None:
    shown = field(Delegate(GOOD), "phase")
    assert [option["value"] for option in shown.find_all("option", selected=True)] == ["ks1"]


def test_a_text_area_has_the_rows_it_asks_for() -> None:
    assert tag(field(Delegate(), "notes"), "textarea")["rows"] == "3"


def test_a_hidden_field_stays_hidden() -> None:
    assert tag(field(Delegate(GOOD), "token"), "input")["type"] == "hidden"


def test_the_one_question_of_a_page_is_its_heading() -> None:
    assert tag(field(Delegate(), "name", "heading=True"), "h1").get_text() == "Full name"
    assert tag(field(Delegate(), "role", "heading=True"), "h1").get_text() == "Role"


def test_a_form_printed_whole_comes_in_the_portals_html() -> None:
    shown = BeautifulSoup(str(Delegate({})), "html.parser")
    assert tag(shown, class_="govuk-error-summary")
    assert len(shown.select(".govuk-form-group > .govuk-label")) > 4


def test_an_empty_field_without_words_of_its_own_is_asked_for() -> None:
    errors = Delegate({}).errors
    assert errors["name"] == ["Enter full name"]
    assert errors["role"] == ["Choose role"]
    assert errors["agreed"] == ["Tick “I may book for my school” to go on"]


def test_every_link_of_the_error_summary_leads_to_a_field() -> None:
    form = Delegate({**GOOD, "name": "", "role": "", "phase": "x"})
    page = BeautifulSoup(str(form), "html.parser")
    links = [link["href"] for link in page.select(".govuk-error-summary a")]
    assert links == ["#id_name", "#id_role", "#id_phase"]
    assert all(page.select(f'input[id="{link[1:]}"], select[id="{link[1:]}"]') for link in links)


def test_a_form_without_errors_has_no_summary() -> None:
    assert str(summary(Delegate(GOOD))) == ""
    assert str(summary(Delegate())) == ""


def test_errors_of_the_whole_form_lead_to_its_first_field() -> None:
    form = Delegate(GOOD)
    form.add_error(None, "This session is full")
    assert error_list(form) == [{"text": "This session is full", "href": "#id_name"}]


def test_a_summary_gathers_forms_and_formsets_in_order() -> None:
    rows = forms.formset_factory(Delegate, min_num=2, validate_min=True, extra=0)(
        {"row-TOTAL_FORMS": "1", "row-INITIAL_FORMS": "0", "row-0-name": "Alex"}, prefix="row"
    )
    entries = error_list(Delegate({**GOOD, "name": ""}), rows)
    assert entries[0]["href"] == "#id_name"
    assert entries[1] == {"text": "Please submit at least 2 forms.", "href": "#id_row-0-name"}
    assert entries[2]["href"] == "#id_row-0-email"


def test_the_title_of_a_page_with_errors_starts_with_error() -> None:
    source = Template("{% error_prefix form.errors %}Who is coming?")
    assert source.render(Context({"form": Delegate({})})) == "Error: Who is coming?"
    assert source.render(Context({"form": Delegate()})) == "Who is coming?"


def test_other_forms_keep_djangos_own_renderer() -> None:
    class Plain(forms.Form):
        name = forms.CharField()

    assert "govuk" not in str(Plain({}))
