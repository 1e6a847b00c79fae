"""Admin views that every kind of record shares."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import Panel
from wagtail.admin.ui.tables import ButtonsColumnMixin, TitleColumn
from wagtail.admin.views.generic.models import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import DeleteView as SnippetDeleteView

from portal.base import clock
from portal.base.admin_forms import AdminModelForm

SITE_MENU = "register_site_menu_item"
"""The hook by which entries join the menu “Site”."""


class RightItem(MenuItem):
    """Shown to whoever holds one right."""

    def __init__(self, label: str, url: Any, *, right: str, **options: Any) -> None:
        self.right = right
        super().__init__(label, url, **options)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.right))


def posted_again(request: HttpRequest) -> list[tuple[str, str]]:
    """All that was typed, for a page that asks once more before it is saved: it goes along with the answer."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "confirmed")
        for value in values
    ]


class KeepsWhatIsUsed:
    """Says what still uses a record that therefore stays, instead of failing."""

    def form_valid(self, form: Any) -> HttpResponse:
        if self.usage and self.usage.is_protected:  # type: ignore[attr-defined]
            return self._kept("other records")
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except ProtectedError as error:
            kinds = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
            return self._kept(" and ".join(sorted(kinds)))
        return response

    def _kept(self, users: str) -> HttpResponse:
        view: Any = self
        messages.error(view.request, f"“{view.object}” was not deleted, as {users} still use it.")
        return redirect(view.get_success_url())


class CarefulDeleteView(KeepsWhatIsUsed, DeleteView):
    """Deletes a record that nothing uses."""


class CarefulSnippetDeleteView(KeepsWhatIsUsed, SnippetDeleteView):
    """The same for snippets, with drafts and revisions."""


class SheetView(InspectView):
    """All about one record, for those who may read but perhaps not change it."""

    page_title = "Details"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Moments as the portal says them; a dash instead of "None"."""
        value = getattr(self.object, field_name, None)
        if isinstance(value, datetime):
            return clock.say_moment(value)
        shown = super().get_field_display_value(field_name, field)
        return "–" if shown is None else shown


class RowTitle(ButtonsColumnMixin, TitleColumn):
    """The first words of a row of a ``RowsView``, where they are no field.

    They lead to the row's page and hold its menu, as those of a field do by themselves.
    """

    view: Any = None

    def of(self, view: IndexView) -> RowTitle:
        """The same for one answer of a view, which knows what its reader may open."""
        column = copy(self)
        column.view = view
        return column

    def get_link_url(self, instance: Any, parent_context: Any) -> str | None:
        url: str | None = self.view.get_edit_url(instance) or self.view.get_inspect_url(instance)
        return url

    def get_buttons(self, instance: Any, parent_context: Any) -> list[Any]:
        buttons: list[Any] = self.view.get_list_buttons(instance)
        return buttons


class RowsView(IndexView):
    """A list whose rows lead to their pages, whatever their first words are."""

    @cached_property
    def columns(self) -> list[Any]:
        return [
            column.of(self) if isinstance(column, RowTitle) else column for column in super().columns
        ]


class EditableViewSet(ModelViewSet):
    """A kind of record in the admin, whose form asks for what is missing by its name."""

    index_view_class = RowsView

    def get_edit_handler(self) -> Panel | None:
        handler: Panel | None = super().get_edit_handler()
        if handler is not None and handler.base_form_class is None:
            handler.base_form_class = AdminModelForm
        return handler


class ReadOnlyViewSet(ModelViewSet):
    """A list whose rows nobody adds, edits or deletes by hand. ``kept`` names Wagtail's views that stay."""

    index_view_class = RowsView
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: list[str] = []
    kept: frozenset[str] = frozenset({"index", "index_results", "inspect"})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"]
        )
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.kept]

    def register_admin_url_finder(self) -> None:
        """There is no edit page to link to."""
