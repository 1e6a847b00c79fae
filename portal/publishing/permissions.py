"""Who may see what is written, and who sees what waits."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from portal.base.publishable import snippet_models


def writes(user: Any) -> bool:
    """Whether somebody writes pages or entries, and so has something to wait for."""
    if user_has_any_page_permission(user):
        return True
    return any(
        policy_registry.get_by_type(model).user_has_permission(user, "change")
        for model in snippet_models()
    )


def may_see(user: Any, instance: Any) -> bool:
    """Whether somebody may open a draft in the admin."""
    if user is None or not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_edit())
    policy = policy_registry.get_by_type(type(instance))
    return bool(policy.user_has_permission_for_instance(user, "change", instance))


def instances_seen_by(user: Any, model: Any) -> QuerySet[Any]:
    """Those of one kind that somebody may open, by the database; the same answer as ``may_see``."""
    rows: QuerySet[Any] = model._default_manager.all()
    if not issubclass(model, Page):
        return rows if may_see(user, model()) else rows.none()
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return rows.none()
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return rows.filter(pk__in=pages.values("pk"))


def revisions_seen_by(user: Any) -> Q:
    """Narrows revisions to those of pages and entries that somebody may open."""
    types = ContentType.objects.get_for_models(Page, *snippet_models())
    pages = instances_seen_by(user, Page).annotate(key=Cast("pk", CharField()))
    found = Q(base_content_type=types[Page], object_id__in=pages.values("key"))
    open_to_them = [types[model] for model in snippet_models() if may_see(user, model())]
    return found | Q(base_content_type__in=open_to_them)
