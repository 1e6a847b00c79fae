"""The questions of each stage as a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from bookings.places.evaluations.models import MOST_WORDS, Evaluation, Stage, Used
from bookings.places.evaluations.questions import scores_of
from bookings.places.evaluations.services import WORDS, Answers
from portal.accounts.validators import validate_no_link
from portal.base.forms import PortalForm

SCALE = [
    (1, "1: not at all confident"),
    (2, "2: a little confident"),
    (3, "3: fairly confident"),
    (4, "4: very confident"),
    (5, "5: fully confident"),
]

NO_PUPIL = "Name no pupil, and nothing that would tell who a pupil is."

TEXTS: dict[Stage, dict[str, str]] = {
    Stage.BEFORE: {"comments": "What would you most like to be able to do afterwards?"},
    Stage.AFTER: {
        "useful": "What was most useful, and what was not?",
        "comments": "Is there anything else you would like to say?",
    },
    Stage.LATER: {
        "impact": "What has changed for children, or for colleagues?",
        "comments": "What would help you to use it more?",
    },
}


class EvaluationForm(PortalForm):
    """Confidence about each thing of ``about``, then words, all of which may stay empty."""

    def __init__(
        self,
        *args: Any,
        stage: Stage,
        about: Sequence[str],
        earlier: Evaluation | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(earlier, about), **kwargs)
        self.about = {f"confidence-{number}": words for number, words in enumerate(about)}
        for name, words in self.about.items():
            self.fields[name] = forms.TypedChoiceField(
                label=f"How confident do you feel about this: {words}?",
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose how confident you feel about: {words}"},
            )
        if stage == Stage.LATER:
            self.fields["used"] = forms.ChoiceField(
                label="Have you used what you learnt?",
                choices=Used.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose whether you have used what you learnt"},
            )
        for name, label in TEXTS[stage].items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=NO_PUPIL,
                required=False,
                max_length=MOST_WORDS,
                validators=[validate_no_link],
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["named"] = forms.BooleanField(
            label="Staff may see my name with these answers and write to me about them",
            required=False,
        )

    def answers(self) -> Answers:
        """What was answered; only for a valid form."""
        given = self.cleaned_data
        return Answers(
            scores={words: given[name] for name, words in self.about.items()},
            words={name: given.get(name, "") for name in WORDS},
            named=given["named"],
        )


def _initial(earlier: Evaluation | None, about: Sequence[str]) -> dict[str, Any]:
    if earlier is None:
        return {}
    scores = scores_of(earlier)
    known = {f"confidence-{number}": scores.get(words) for number, words in enumerate(about)}
    return {**known, **{name: getattr(earlier, name) for name in (*WORDS, "named")}}
