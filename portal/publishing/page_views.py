"""Writing pages: Wagtail's views, which here lose nobody's words when two people write at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import Page

from portal.base.models import BasePage
from portal.base.publishing import PublishRefused
from portal.publishing import workflow_views
from portal.publishing.letters import tell_of_comments
from portal.publishing.notices import KeepsBoth, say_meanwhile


class CarefulWriting(KeepsBoth):
    """What editing a page and going back to an earlier revision share."""

    def save_action(self: Any) -> HttpResponse:
        """A draft, with a word when somebody else saved meanwhile."""
        response: HttpResponse = super().save_action()  # type: ignore[misc]
        if self.theirs is not None and not self.expects_json_response:
            self._say_meanwhile()
        return response

    def publish_action(self: Any) -> HttpResponse:
        return self._unless_meanwhile(super().publish_action)  # type: ignore[misc]

    def submit_action(self: Any) -> HttpResponse:
        return self._unless_meanwhile(super().submit_action)  # type: ignore[misc]

    def perform_workflow_action(self: Any) -> HttpResponse:
        return self._unless_meanwhile(super().perform_workflow_action)  # type: ignore[misc]

    def send_commenting_notifications(self: Any, changes: dict[str, Any]) -> None:
        """Through our own mail path, where a mail server that is down fails nobody's save."""
        tell_of_comments(page=self.page, by=self.request.user, changes=changes)

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "publishing_will_cancel_workflow": self.page.workflow_in_progress}

    def _unless_meanwhile(self: Any, action: Callable[[], HttpResponse]) -> HttpResponse:
        """What was asked; but a draft, when the newest version is one that this person never saw."""
        if self.theirs is None:
            return action()
        response: HttpResponse = EditView.save_action(self)
        self._say_meanwhile(stopped=True)
        return response

    def _say_meanwhile(self: Any, *, stopped: bool = False) -> None:
        ours = self.page.latest_revision_id
        compare = reverse(
            "wagtailadmin_pages:revisions_compare", args=[self.page.pk, self.theirs.pk, ours]
        )
        say_meanwhile(self.request, theirs=self.theirs, compare_url=compare, stopped=stopped)


class CarefulCreateView(CreateView):
    """Adding a page."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The page has no place in the tree yet, and the rule of two people may ask for its section.
        self.page.written_below = self.parent_page.path
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def publish_action(self) -> HttpResponse:
        """Wagtail writes the new page as live before it publishes: refused, it is a draft after all."""
        try:
            response: HttpResponse = super().publish_action()
        except PublishRefused:
            Page.objects.filter(pk=self.page.pk, live_revision=None).update(
                live=False, has_unpublished_changes=True
            )
            raise
        return response


class CarefulEditView(CarefulWriting, EditView):
    """Editing a page."""


class CarefulRevertView(CarefulWriting, RevisionsRevertView):
    """Going back to an earlier revision of a page."""


class PageEditing(PageViewSet):
    """The views of every page of ours, in place of Wagtail's own."""

    model = Page
    name = "page_editing"
    add_view_class = CarefulCreateView
    edit_view_class = CarefulEditView
    revisions_revert_view_class = CarefulRevertView
    workflow_action_view_class = workflow_views.PageAction
    collect_workflow_action_data_view_class = workflow_views.PageActionData
    confirm_workflow_cancellation_view_class = workflow_views.PageEndsReview
    workflow_preview_view_class = workflow_views.PageReviewPreview

    def on_register(self) -> None:
        """For all of our pages; the tree above the home page keeps Wagtail's."""
        page_viewset_registry.register(BasePage, self)
