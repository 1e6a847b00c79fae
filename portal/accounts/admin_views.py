"""Admin views about people that differ from the usual ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views.account import AccountView, ChangePasswordPanel, NameEmailSettingsPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users

from portal.accounts.email_change.services import waiting_email_change
from portal.accounts.models import Erasure, Membership, Person, School, User
from portal.accounts.permissions import may_erase
from portal.base.admin_views import RowsView, SheetView


def say_groups(user: User) -> str:
    """The groups somebody works in, in words."""
    names = [group.name for group in user.groups.all()]
    if user.is_superuser:
        names.insert(0, "May do everything")
    return ", ".join(names) or "Books only"


class SignInIndexView(users.IndexView):
    """Everybody who can sign in, and what for."""

    add_item_label = "Invite somebody"
    page_title = "Sign-ins"
    search_fields = ["name", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            users.UserColumn("name", label="Name", sort_key="name", get_url=self.get_edit_url),
            Column("email", label="E-mail", sort_key="email"),
            Column("groups", label="Works as", accessor=say_groups),
            BooleanColumn("is_active", label="May sign in", sort_key="is_active"),
            DateColumn("last_login", label="Last signed in", sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().filter(deleted_at=None).prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """By our one name; Wagtail would order by two that we do not have."""
        return IndexView.order_queryset(self, queryset)


class InviteView(users.CreateView):
    page_title = "Invite somebody"
    submit_button_label = "Send the invitation"
    success_message = "“%(object)s” is invited: the link is on its way."


class SignInEditView(users.EditView):
    """Only a superuser may touch another: an e-mail changed here is a way to sign in."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        del kwargs["editing_self"]
        return {**kwargs, "editor": self.request.user}

    def get_success_message(self) -> str:
        """Says of a new e-mail that it does not count yet."""
        waiting = waiting_email_change(user=self.object)
        if waiting is None:
            return str(super().get_success_message())
        return (
            f"“{self.object}” is saved. They sign in with {waiting.from_email} until they follow the "
            f"link that we have sent to {waiting.to_email}."
        )


def refuse_superusers(request: HttpRequest, objects: Sequence[Model]) -> None:
    """The same for what is done to many users at once. Raises ``PermissionDenied``."""
    chosen = any(isinstance(row, User) and row.is_superuser for row in objects)
    if chosen and not request.user.is_superuser:
        raise PermissionDenied


@method_decorator(require_admin_access, name="dispatch")
class OwnAccountView(AccountView):
    """Somebody's preferences in the admin. Name, e-mail and password are looked after in /accounts/."""

    def get_panels(self) -> list[Any]:
        elsewhere = (NameEmailSettingsPanel, ChangePasswordPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, elsewhere)]


class PersonIndexView(IndexView):
    """People with the schools they are part of now."""

    def get_base_queryset(self) -> QuerySet[Person]:
        now = Membership.objects.current().select_related("school")
        schools = Prefetch("memberships", queryset=now, to_attr="present")
        rows = super().get_base_queryset().filter(deleted_at=None)
        return rows.select_related("role", "user").prefetch_related(schools)


def say_schools(person: Any) -> str:
    """Where somebody works now and as what; expects ``PersonIndexView``'s prefetched ``present``."""
    rows = [f"{row.school.name} ({row.get_role_display()})" for row in person.present]
    return ", ".join(rows) or "None"


class SchoolIndexView(IndexView):
    """Schools with their districts, in one query."""

    def get_base_queryset(self) -> QuerySet[School]:
        return super().get_base_queryset().select_related("district")


class SchoolSheetView(SheetView):
    """A school with the people who are part of it now."""

    def get_fields_context(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = super().get_fields_context()
        members = self.object.memberships.current().select_related("person")
        people = ", ".join(f"{row.person} ({row.get_role_display()})" for row in members)
        return [*rows, {"label": "People", "value": people or "Nobody yet", "component": None}]


class PersonSheetView(SheetView):
    """A person with the schools they are or were part of."""

    def get_object(self, queryset: QuerySet[Person] | None = None) -> Person:
        return get_object_or_404(Person.objects.select_related("user"), pk=self.pk, deleted_at=None)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if may_erase(self.object, by=self.request.user):
            give = reverse("people:give", args=[self.object.pk])
            erase = reverse("people:erase", args=[self.object.pk])
            buttons += [
                Button("Give them their data", url=give, icon_name="download", priority=30),
                Button("Delete at their request", url=erase, icon_name="bin", priority=40),
            ]
        return buttons

    def get_fields_context(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = super().get_fields_context()
        user = self.object.user
        parts = self.object.memberships.select_related("school")
        schools = ", ".join(
            f"{row.school} ({row.get_role_display()}{', ended' if row.ended_on else ''})"
            for row in parts
        )
        sign_in = user.email if user else "Does not sign in"
        return [
            *rows,
            {"label": "Schools", "value": schools or "None", "component": None},
            {"label": "Signs in with", "value": sign_in, "component": None},
        ]


class MembershipIndexView(IndexView):
    """Memberships with their people and schools, in one query."""

    def get_base_queryset(self) -> QuerySet[Membership]:
        return super().get_base_queryset().select_related("person", "school")


class ErasureIndexView(RowsView):
    """Deletions with who carried them out, in one query."""

    def get_base_queryset(self) -> QuerySet[Erasure]:
        return super().get_base_queryset().select_related("carried_out_by")
