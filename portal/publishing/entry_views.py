"""Writing directory entries: Wagtail's view, which here loses nobody's words when two write at once."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.snippets.views.snippets import EditView

from portal.publishing.notices import KeepsBoth, say_meanwhile

SENT_ON = {"publish", "submit", "workflow-action"}
"""What lets the words go further than a draft."""


class CarefulEditView(KeepsBoth, EditView):
    """Editing an entry, also one that goes back to an earlier revision."""

    def run_action_method(self) -> HttpResponse | None:
        """Nothing is sent on while the newest version is one that this person never saw."""
        if self.theirs is None or self.expects_json_response:
            return super().run_action_method()
        stopped = self.action in SENT_ON
        name = self.model.snippet_viewset.get_url_name("revisions_compare")
        compare = reverse(name, args=[quote(self.object.pk), self.theirs.pk, self.new_revision.pk])
        say_meanwhile(self.request, theirs=self.theirs, compare_url=compare, stopped=stopped)
        return redirect(self.get_edit_url()) if stopped else super().run_action_method()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "publishing_will_cancel_workflow": self.object.workflow_in_progress}
