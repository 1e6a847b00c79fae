"""What goes on behind the pages, for staff: what is late, and how long things are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from portal.base import clock
from portal.outbox.due import registered
from portal.outbox.late import what_is_late, worker_is_late, worker_seen_at
from portal.outbox.models import DueRun, OutboxRow, RetentionDay
from portal.outbox.retention import retention_table

LATELY = timedelta(days=30)


class BackgroundView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For those who may read the outbox."""

    permission_policy = ModelPermissionPolicy(OutboxRow)
    permission_required = "view"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.page_title)}]


class LateView(BackgroundView):
    """What should have been done by now, when the worker was seen last, and how its work went."""

    template_name = "admin/outbox/late.html"
    page_title = "Background work"
    header_icon = "time"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen_at = worker_seen_at()
        return super().get_context_data(
            late=what_is_late(),
            seen_at=seen_at,
            worker_late=worker_is_late(seen_at),
            runs=DueRun.objects.filter(name__in=registered()),
            **kwargs,
        )


class RetentionView(BackgroundView):
    """The retention table, what is past its time now, and how much went lately."""

    template_name = "admin/outbox/retention.html"
    page_title = "How long things are kept"
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        lately = RetentionDay.objects.filter(day__gt=(now - LATELY).date()).order_by()
        gone = dict(lately.values_list("rule").annotate(total=Sum("number")))
        rows = [
            {"rule": rule, "past": rule.past(now).count(), "gone": gone.get(rule.key, 0)}
            for rule in retention_table()
        ]
        return super().get_context_data(rows=rows, days=LATELY.days, **kwargs)
