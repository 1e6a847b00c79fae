"""Side doors of Wagtail's admin that its own views leave open to everybody who may enter.

Wagtail asks for a right where something is changed. Its choosers, its lists for bulk actions, its
interface for scripts and some reports show titles to any member of staff: drafts, files of private
folders, the names behind sign-ins. Here each of them takes the right of the work it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Task, Workflow
from wagtail.permissions import policy_registry

Question = Callable[[HttpRequest], bool]
"""May whoever asks go through?"""

CHANGES = ("add", "change", "delete", "publish")
LINKING_WORK = ("training.change_session", "base.change_sitesettings")
"""Beside writing pages: sessions name their course, settings link to pages."""

SNIPPET_CHOOSER, SNIPPET_SCREEN = "wagtailsnippetchoosers_", "wagtailsnippets_"


def has_any(request: HttpRequest, model: type[Model], rights: tuple[str, ...]) -> bool:
    return bool(policy_registry.get_by_type(model).user_has_any_permission(request.user, rights))


def writes_pages(request: HttpRequest) -> bool:
    return has_any(request, Page, CHANGES)


def links_to_pages(request: HttpRequest) -> bool:
    return writes_pages(request) or any(map(request.user.has_perm, LINKING_WORK))


def chooses_documents(request: HttpRequest) -> bool:
    return has_any(request, get_document_model(), ("add", "change", "choose"))


def chooses_images(request: HttpRequest) -> bool:
    return has_any(request, get_image_model(), ("add", "change", "choose"))


def chooses_files(request: HttpRequest) -> bool:
    return chooses_images(request) or chooses_documents(request)


def reads_such_entries(request: HttpRequest) -> bool:
    """Whether somebody may see the entries that ``wagtailsnippetchoosers_directory_resource`` is about."""
    _, app, kind = _view_name(request).partition(":")[0].split("_", 2)
    return has_any(request, apps.get_model(app, kind), ("view", *CHANGES))


def changes_such_rows(request: HttpRequest) -> bool:
    """Whether somebody may change any row of the kind that a bulk action is about."""
    kind: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
    try:
        model = apps.get_model(kind["app_label"], kind["model_name"])
    except LookupError as error:
        raise Http404 from error
    return has_any(request, model, CHANGES)


def runs_workflows(request: HttpRequest) -> bool:
    return any(has_any(request, model, CHANGES) for model in (Workflow, Task))


def reads_everything(request: HttpRequest) -> bool:
    """Auditors and administrators: nobody else reads what the portal sent out."""
    return bool(request.user.has_perm("outbox.view_outboxrow"))


DOORS: dict[str, Question] = {
    "wagtail_bulk_action": changes_such_rows,
    "wagtailadmin_api:pages": writes_pages,
    "wagtailadmin_api:documents": chooses_documents,
    "wagtailadmin_api:images": chooses_images,
    "wagtailadmin_pages:": writes_pages,
    "wagtailadmin_choose_page": links_to_pages,
    "wagtailadmin_tag": chooses_files,
    "wagtailadmin_workflows:task_cho": runs_workflows,
    "wagtailadmin_reports:site_history": reads_everything,
    "wagtaildocs_chooser": chooses_documents,
    "wagtailembeds": writes_pages,
    "wagtailimages_chooser": chooses_images,
    SNIPPET_CHOOSER: reads_such_entries,
    SNIPPET_SCREEN: reads_such_entries,
}
"""What stands in front of every view whose name begins like this."""

SEVERAL = "chosen_multiple"
"""How the names end of the views that a chooser asks for the rows that were picked."""

NOWHERE = {"wagtailadmin_error_test"}
"""Wagtail's own way to see an error page, by failing: not for a portal that is in use."""


class SideDoors:
    """Refuses, before the view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Raises if the door is shut. Who is not signed in is Wagtail's to send to sign-in."""
        name = _view_name(request)
        questions = [question for door, question in DOORS.items() if name.startswith(door)]
        by_ids = name.endswith(SEVERAL)
        # Elsewhere nobody's session is looked at: that alone would keep a file out of shared caches.
        if not (questions or by_ids or name in NOWHERE) or not request.user.is_authenticated:
            return
        if name in NOWHERE or (by_ids and not _are_ids(request)):
            raise Http404
        if not all(question(request) for question in questions):
            raise PermissionDenied("This needs a right that your sign-in does not have.")


def _are_ids(request: HttpRequest) -> bool:
    """Whether a chooser is asked for rows by numbers; by anything else it fails (Wagtail 8.0)."""
    return all(given.isdecimal() for given in request.GET.getlist("id"))


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
