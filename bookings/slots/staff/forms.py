"""The forms in which staff set up a clinic or LIFT meeting, and record what LIFT agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.widgets import AdminDateInput

from bookings.places.session_form import DatedForm
from bookings.slots.choices import MeetingState
from bookings.slots.clashes import clashes_of
from bookings.slots.models import LiftAction, SlotBooking, SupportMeeting
from bookings.slots.services.meetings import opened_mark, save_meeting
from portal.accounts.models import Person
from portal.accounts.permissions import ENTER_ADMIN, who_were_given
from portal.base.fields import Checkboxes
from portal.base.forms import AsksByName
from portal.vocabulary.forms import ChoosableTermsMixin
from training.services import check_year

HELP = (
    "Schools of the district book slots themselves. A clinic is about one area of need; in LIFT a school says which "
    "it is. When you change the time, the place, the link or who answers, you see which schools are told before it is "
    "saved. To cancel the date, use “Cancel this date” in the menu above."
)


class MeetingForm(ChoosableTermsMixin, DatedForm):
    """A meeting and its slots, saved together or not at all."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choosable_terms()
        self.told = 0
        self.fields["opened"].initial = opened_mark(self.instance)
        self.fields["slot_minutes"].required = False
        if self.instance.state != MeetingState.CANCELLED:
            state = self.fields["state"]
            state.choices = [row for row in state.choices if row[0] != MeetingState.CANCELLED]

    def save(self, commit: bool = True) -> SupportMeeting:
        """The meeting with its slots. Raises as ``save_meeting`` does, with nothing written."""
        meeting: SupportMeeting = self.instance
        is_new = meeting._state.adding
        try:
            self.told = save_meeting(
                meeting=meeting,
                actor=self.for_user,
                opened=self.cleaned_data["opened"],
                trainers=self.cleaned_data["trainers"],
                relations=self._save_m2m,
                confirmed=self.cleaned_data["confirmed"],
            )
        except ValidationError:
            if is_new:
                meeting.pk, meeting._state.adding = None, True
            raise
        return meeting

    def warnings(self) -> list[str]:
        """What those who answer have to do at the same time, which was no reason to refuse."""
        return clashes_of(meeting=self.instance, trainers=self.cleaned_data["trainers"])

    def tell(self, error: ValidationError) -> None:
        """Puts what the service refused beside the field it is about."""
        for name, said in error.message_dict.items():
            self.add_error(name if name in self.fields else None, said)


meeting_editor = ObjectList(
    [
        HelpPanel(content=HELP),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
                FieldRowPanel([FieldPanel("district"), FieldPanel("area_of_need")]),
            ],
            heading="What and for whom",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("slot_minutes"), FieldPanel("closes_at")]),
            ],
            heading="When",
            help_text="Kent time on a 24-hour clock, e.g. 2027-03-09 13:30.",
        ),
        MultiFieldPanel(
            [
                FieldPanel("venue"),
                FieldPanel("joining_link"),
                FieldPanel("trainers", widget=Checkboxes),
            ],
            heading="Where and who",
        ),
        FieldPanel("demonstration"),
    ],
    base_form_class=MeetingForm,
)


SPARE = 3


class ActionForm(AsksByName, forms.ModelForm):
    """One action. Only colleagues who enter the admin can be its owner, as they say there that it is done."""

    class Meta:
        model = LiftAction
        fields = ["booking", "text", "owner", "due_on"]
        error_messages = {
            "text": {"required": "Write what is done"},
            "due_on": {"required": "Say by when"},
        }
        widgets = {"due_on": AdminDateInput, "text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, meeting: SupportMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        booking, owner = self.fields["booking"], self.fields["owner"]
        booking.queryset = SlotBooking.objects.for_page().filter(
            Q(state=SlotBooking.State.BOOKED) | Q(pk=self.instance.booking_id), slot__meeting=meeting
        )
        booking.label_from_instance = lambda row: (
            f"Slot {row.slot.number}, {row.slot.time_words}: {row.school.name}"
        )
        booking.empty_label = "The meeting as a whole"
        staff = Q(user__in=who_were_given(ENTER_ADMIN)) | Q(pk=self.instance.owner_id)
        owner.queryset = Person.objects.filter(staff, deleted_at=None)
        owner.label, owner.empty_label = "Who does it", "The school"
        self.fields["due_on"].validators.append(check_year)

    def _get_validation_exclusions(self) -> set[str]:
        """The meeting is the page's own and set by the service."""
        return {*super()._get_validation_exclusions(), "meeting"}


def action_formset(meeting: SupportMeeting, posted: Any = None) -> Any:
    """The actions of the meeting, with some empty rows for more."""
    made = forms.modelformset_factory(
        LiftAction, form=ActionForm, extra=SPARE, can_delete=True, max_num=100, validate_max=True
    )
    return made(
        posted, queryset=LiftAction.objects.filter(meeting=meeting), form_kwargs={"meeting": meeting}
    )
