"""Side addresses of a review: Wagtail's, closed to those who may not open what it is about.

Wagtail names the draft's title to any staff when nothing waits, and takes the id of any step.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.pages import workflow as of_pages
from wagtail.snippets.views import snippets as of_entries

from portal.publishing.permissions import may_see


class ForThoseWhoMaySee:
    """Refuses whoever may not open the page or entry, and steps of other pages' reviews."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user, self.object):
            raise PermissionDenied
        step = getattr(self, "task_state", None)
        if step is not None:
            review, mine = step.workflow_state, self.object.get_base_content_type()
            if (review.base_content_type_id, review.object_id) != (mine.pk, str(self.object.pk)):
                raise Http404
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class AsksBeforeEndingReview:
    """Publishing ends a running review: the portal's doing, so Wagtail's setting for it is off."""

    def dispatch(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user, self.object):
            raise PermissionDenied
        if not self.workflow_state:
            told: dict[str, Any] = {"step": "no_confirmation_needed"}
            return render_modal_workflow(request, "", None, {}, json_data=told)
        context, told = self.get_context_data(), {"step": "confirm"}
        return render_modal_workflow(request, self.template_name, None, context, json_data=told)


class PageAction(ForThoseWhoMaySee, of_pages.WorkflowActionView):
    pass


class PageActionData(ForThoseWhoMaySee, of_pages.CollectWorkflowActionDataView):
    pass


class PageReviewPreview(ForThoseWhoMaySee, of_pages.PreviewRevisionForTaskView):
    pass


class PageEndsReview(AsksBeforeEndingReview, of_pages.ConfirmWorkflowCancellationView):
    pass


class EntryAction(ForThoseWhoMaySee, of_entries.WorkflowActionView):
    pass


class EntryActionData(ForThoseWhoMaySee, of_entries.CollectWorkflowActionDataView):
    pass


class EntryReviewPreview(ForThoseWhoMaySee, of_entries.WorkflowPreviewView):
    pass


class EntryEndsReview(AsksBeforeEndingReview, of_entries.ConfirmWorkflowCancellationView):
    pass
