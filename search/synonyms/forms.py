"""The form by which staff keep a synonym rule."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.base import clock
from search.engine import EngineDown
from search.lines import lines_of
from search.plan import Selection, Sort
from search.port import engine
from search.synonyms.checks import broad_words, problems
from search.synonyms.models import SynonymRule
from search.understanding.engine_words import engine_words
from search.understanding.plan import understand

ROWS = 3


class SynonymRuleForm(WagtailAdminModelForm):
    """Checks a rule against the others; what is only unwise asks for a tick."""

    save_all_the_same = forms.BooleanField(
        label="Save all the same",
        required=False,
        help_text="Tick when you have read a warning above about a word that nearly everything has.",
    )

    class Meta:
        model = SynonymRule
        fields = ["direction", "words", "meanings", "active", "note"]
        widgets = {
            "direction": forms.RadioSelect,  # sentences, which a select cuts off on a phone
            "words": AdminAutoHeightTextInput(attrs={"rows": ROWS}),
            "meanings": AdminAutoHeightTextInput(attrs={"rows": ROWS}),
        }

    def clean_words(self) -> str:
        return "\n".join(lines_of(self.cleaned_data["words"]))

    def clean_meanings(self) -> str:
        return "\n".join(lines_of(self.cleaned_data.get("meanings", "")))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.errors:
            return cleaned
        names = ("direction", "words", "meanings", "active")
        rule = SynonymRule(pk=self.instance.pk, **{name: cleaned[name] for name in names})
        others = SynonymRule.objects.filter(active=True).exclude(pk=self.instance.pk)
        for name, messages in problems(rule, others).items():
            for message in messages:
                self.add_error(name, message)
        if not self.errors and rule.active and not cleaned.get("save_all_the_same"):
            self._warn(rule)
        return cleaned

    def _warn(self, rule: SynonymRule) -> None:
        if self.instance.pk and not {"words", "active"} & set(self.changed_data):
            return
        broad = broad_words(rule, engine_words() or {}, _documents())
        if broad:
            said = ", ".join(f"“{word}”" for word in broad)
            self.add_error(
                "words",
                f"Nearly everything has {said}, so this rule would change nearly every search that has "
                "it. A longer phrase is safer. If you mean it, tick “Save all the same” below.",
            )

    def save(self, commit: bool = True) -> SynonymRule:
        """Notes who saved it."""
        user = getattr(self, "for_user", None)
        if user is not None and user.is_authenticated:
            self.instance.changed_by = user
        saved: SynonymRule = super().save(commit)
        return saved


def tried(question: str) -> dict[str, Any] | None:
    """What a question becomes with the rules as they are saved; none for no question."""
    if not question.strip():
        return None
    found = understand(
        question, selection=Selection(), sort=Sort.BEST, today=clock.today(), words=engine_words()
    )
    return {
        "question": found.corrected or question,
        "corrected": found.corrected,
        "parts": [
            {
                "said": concept.said,
                "finds": [" ".join(way.words) for way in concept.alternatives[1:]],
                "optional": concept.optional,
            }
            for concept in found.plan.concepts
            if concept.said and (concept.alternatives[1:] or not concept.optional)
        ],
        "hints": [hint.label for hint in found.hints],
    }


def _documents() -> int:
    try:
        return engine().health().documents
    except EngineDown:
        return 0
