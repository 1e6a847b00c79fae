"""The reviewer's page, and the overview of all that waits."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages

from portal.publishing import waiting
from portal.publishing.errors import CommentNeeded, ReviewError, ReviewOver
from portal.publishing.labels import shown
from portal.publishing.letters import edit_url
from portal.publishing.permissions import writes
from portal.publishing.rule import refusal
from portal.publishing.services.reviews import Submission, approve, may_review, send_back, submission

LONGEST = 100
"""Rows of each list of the overview; as they are dealt with, later ones come up."""


class OverviewView(View):
    """Everything that waits, in four lists."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not writes(request.user):
            raise PermissionDenied
        lists = [
            ("to_review", "Waiting for your review", waiting.to_review(request.user, LONGEST)),
            ("sent_back", "Sent back to you", waiting.sent_back_to(request.user, LONGEST)),
            ("scheduled", "Published by itself", waiting.scheduled_for(request.user, LONGEST)),
            ("expiring", "Taken down by itself", waiting.expiring_for(request.user, LONGEST)),
        ]
        return render(request, "admin/publishing/overview.html", {"lists": lists})


class CompareView(View):
    """A submission beside what the public sees, with a tick for each piece."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not writes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, task_state_id: int) -> HttpResponse:
        try:
            found = self._found(task_state_id)
        except ReviewOver as over:
            return _over(request, over)
        return self._page(found, ticked=set(), comment="")

    def post(self, request: HttpRequest, task_state_id: int) -> HttpResponse:
        try:
            found = self._found(task_state_id)
        except ReviewOver as over:
            return _over(request, over)
        ticked, comment = set(request.POST.getlist("accept")), request.POST.get("comment", "")
        try:
            return self._decide(found, ticked, comment)
        except ReviewOver as over:
            return _over(request, over)
        except CommentNeeded as missing:
            errors: dict[str, list[str]] = {"comment": [str(missing)]}
        except ReviewError as reason:
            errors = {"": [str(reason)]}
        except ValidationError as invalid:
            errors = _by_label(found, invalid)
        return self._page(self._found(task_state_id), ticked=ticked, comment=comment, errors=errors)

    def _decide(self, found: Submission, ticked: set[str], comment: str) -> HttpResponse:
        asked = self.request.POST.get("decision", "")
        title, user, key = str(found.revision.object_str), self.request.user, found.task_state.pk
        if asked == "send_back":
            send_back(task_state_id=key, user=user, comment=comment)
            told = f"“{title}” went back to its author with your comment."
        else:
            accepted = None if asked == "all" else ticked
            seen = self.request.POST.get("seen", "")
            rest = approve(task_state_id=key, user=user, accepted=accepted, comment=comment, seen=seen)
            told = f"“{title}” is approved{', with your comment' if comment.strip() else ''}."
            if rest and ticked:
                told = f"What you ticked of “{title}” is published; the rest went back to its author."
            elif rest:
                told = f"“{title}” went back to its author with your comment."
        messages.success(self.request, told)
        return redirect("publishing_review:overview")

    def _found(self, task_state_id: int) -> Submission:
        found = submission(task_state_id=task_state_id)
        if not may_review(found=found, user=self.request.user):
            raise PermissionDenied
        return found

    def _page(
        self,
        found: Submission,
        *,
        ticked: set[str],
        comment: str,
        errors: dict[str, list[str]] | None = None,
    ) -> HttpResponse:
        draft = found.revision.as_object()
        public = found.instance if found.instance.live else type(found.instance)()
        context = {
            "found": found,
            "title": found.revision.object_str,
            "kind": found.instance._meta.verbose_name,
            "author": found.task_state.workflow_state.requested_by,
            "age": waiting.say_age(found.task_state.started_at),
            "rows": [shown(piece, public=public, draft=draft) for piece in found.pieces],
            "ticked": ticked,
            "comment": comment,
            "errors": errors or {},
            "reason": refusal(found.instance, found.revision, self.request.user),
            "edit_url": edit_url(found.instance),
        }
        return render(self.request, "admin/publishing/compare.html", context)


def _over(request: HttpRequest, over: ReviewOver) -> HttpResponse:
    messages.warning(request, str(over))
    return redirect(reverse("publishing_review:overview"))


def _by_label(found: Submission, invalid: ValidationError) -> dict[str, list[str]]:
    """Errors by what the reviewer sees the field called; those of no field first."""
    if not hasattr(invalid, "error_dict"):
        return {"": invalid.messages}
    labels = {piece.field: piece for piece in found.pieces}
    by_label: dict[str, list[str]] = {}
    for name, told in invalid.message_dict.items():
        piece: Any = labels.get(name)
        label = "" if name == NON_FIELD_ERRORS or piece is None else name
        by_label.setdefault(label, []).extend(told if label else [f"{name}: {text}" for text in told])
    return by_label
