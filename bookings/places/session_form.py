"""The form in which staff set up a session. It stands here because it sets the number of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)

from bookings.places.services.moves import Plan, change_session, opened_mark, plan_of, refuse_outdated
from portal.base.admin_forms import AdminModelForm
from portal.base.fields import Checkboxes
from portal.vocabulary.forms import ChoosableTermsMixin
from training.clashes import clashes_of, refuse_clashes
from training.models import Session
from training.services import MeetingTime, check_session, check_year

MISSING = {"starts_at": "Say when it starts", "ends_at": "Say when it ends"}


class DatedForm(AdminModelForm):
    """Days and times that are missing, or in a year that cannot be meant, are told by their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators.append(check_year)


class MeetingsPanel(InlinePanel):
    """The meetings of a session; an inline panel takes no form class of its own."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = DatedForm
        return options


class SessionForm(ChoosableTermsMixin, DatedForm):
    """A session, its meetings and its places, saved together or not at all."""

    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=5000,
        required=False,
        help_text="How many people can book, e.g. 24. Empty: the course’s usual number.",
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choosable_terms()
        self.fields["opened"].initial = opened_mark(self.instance)
        chooser = self.fields["course"].widget
        chooser.choose_one_text, chooser.choose_another_text = "Choose a course", "Choose another course"
        seats = getattr(self.instance, "seats", None)
        if seats is not None:
            self.fields["capacity"].initial = seats.capacity
            self.fields["capacity"].required = True

    def plan(self) -> Plan | None:
        """What saving would tell people who are booked; None when it tells nobody.

        Raises ``ValidationError`` when it could not be saved.
        """
        meetings = self.meeting_times()
        if not self.instance._state.adding:
            kept = Session.objects.get(pk=self.instance.pk)
            refuse_outdated(session=self.instance, opened=self.cleaned_data["opened"], kept=kept)
        check_session(session=self.instance, meetings=meetings)
        refuse_clashes(session=self.instance, meetings=meetings, trainers=self.cleaned_data["trainers"])
        if self.instance._state.adding:
            return None
        return plan_of(session=self.instance, meetings=meetings)

    def save(self, commit: bool = True) -> Session:
        """The session with its meetings and places. Raises ``ValidationError`` with nothing written."""
        session: Session = self.instance
        is_new = session._state.adding
        try:
            self.told = change_session(
                session=session,
                meetings=self.meeting_times(),
                capacity=self._places(),
                actor=self.for_user,
                opened=self.cleaned_data["opened"],
                trainers=self.cleaned_data["trainers"],
                relations=self._save_m2m,
            )
        except ValidationError:
            if is_new:
                session.pk, session._state.adding = None, True
            raise
        return session

    def warnings(self) -> list[str]:
        """What does not go together with other sessions, but was no reason to refuse."""
        found = clashes_of(
            session=self.instance,
            meetings=self.meeting_times(),
            trainers=self.cleaned_data["trainers"],
        )
        return [clash.words for clash in found]

    def meeting_times(self) -> list[MeetingTime]:
        """The meetings as entered, without those taken out."""
        return [
            MeetingTime(row["starts_at"], row["ends_at"], row.get("room", ""))
            for row in (form.cleaned_data for form in self.formsets["meetings"].forms)
            if row and not row.get("DELETE")
        ]

    def tell(self, error: ValidationError) -> None:
        """Puts what a service refused beside the field it is about, or beside the meetings."""
        if not hasattr(error, "error_dict"):
            self.formsets["meetings"]._non_form_errors.extend(error.messages)
            self.add_error(None, "Look at the meetings: " + " ".join(error.messages))
            return
        for name, messages in error.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)

    def _places(self) -> int:
        return self.cleaned_data.get("capacity") or self.instance.course.usual_capacity


session_editor = ObjectList(
    [
        HelpPanel(template="admin/places/booked_warning.html"),
        MultiFieldPanel(
            [
                FieldPanel("course"),
                FieldRowPanel([FieldPanel("state"), FieldPanel("capacity")]),
            ],
            heading="The session",
        ),
        MeetingsPanel(
            "meetings",
            panels=[
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("room"),
            ],
            heading="Meetings",
            label="Meeting",
            help_text="Kent time on a 24-hour clock, e.g. 2027-03-09 09:30.",
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "format",
                    help_text="For example “In person” with a venue, or “Live online” with a link.",
                ),
                FieldPanel("venue"),
                FieldPanel(
                    "joining_link",
                    help_text="Shown only to those who have a place, from 24 hours before each meeting. "
                    "For example https://meet.example/visual-support.",
                ),
                FieldPanel("trainers", widget=Checkboxes),
                FieldPanel("notes"),
            ],
            heading="Where and who",
        ),
        MultiFieldPanel(
            [
                FieldPanel("visible_from"),
                FieldRowPanel([FieldPanel("booking_opens_at"), FieldPanel("booking_closes_at")]),
                FieldPanel("districts", widget=Checkboxes),
                FieldPanel("audiences", widget=Checkboxes),
            ],
            heading="Who can book, and when",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("minimum"), FieldPanel("decide_by")])],
            heading="Whether enough people come",
        ),
        FieldPanel("demonstration"),
    ],
    base_form_class=SessionForm,
)
