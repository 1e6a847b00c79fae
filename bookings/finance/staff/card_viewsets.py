"""Admin of card payments."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from bookings.finance.cards.models import CardEvent, CardRefund, CardTask, PaymentAttempt
from bookings.finance.staff.card_views import (
    AskRefundView,
    DecideRefundView,
    PaymentSheetView,
    RefundIndexView,
    RefundSheetView,
    TaskDoneView,
    TaskIndexView,
    TaskSheetView,
)
from portal.base import clock
from portal.base.admin_filters import any_choice
from portal.base.admin_views import ReadOnlyViewSet, RowTitle
from portal.base.money import say_pounds


def _test(test: bool) -> str:
    return "Test: no money moves" if test else "–"


class PaymentFilters(WagtailFilterSet):
    """By state and how we learnt of it."""

    state = any_choice(PaymentAttempt.State.choices, "State")
    how = any_choice(PaymentAttempt.How.choices, "How we learnt it")

    class Meta:
        model = PaymentAttempt
        fields = ["state", "how"]


class CardPaymentViewSet(ReadOnlyViewSet):
    """Who began to pay by card, and what came of it."""

    model = PaymentAttempt
    name = "card_payments"
    url_prefix = "card-payments"
    icon = "form"
    menu_label = "Card payments"
    menu_order = 26
    inspect_view_class = PaymentSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["state"]
    filterset_class = PaymentFilters
    search_fields = ["parts__document__number", "account__school__name", "payment_id"]
    list_display = [
        RowTitle("started", label="Started", accessor=lambda row: clock.say_moment(row.started_at)),
        Column("school", label="School", accessor=lambda row: row.account.school),
        Column("sum", label="Sum", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
        Column("state", label="State", accessor="get_state_display"),
        Column("how", label="How we learnt it", accessor=lambda row: row.get_how_display() or "–"),
        Column("test", label="Test", accessor=lambda row: _test(row.test)),
    ]


class RefundFilters(WagtailFilterSet):
    """By state."""

    state = any_choice(CardRefund.State.choices, "State")

    class Meta:
        model = CardRefund
        fields = ["state"]


class CardRefundViewSet(ReadOnlyViewSet):
    """What goes back to cards; above a limit a second person decides."""

    model = CardRefund
    name = "card_refunds"
    url_prefix = "card-refunds"
    icon = "undo"
    menu_label = "Card refunds"
    menu_order = 27
    index_view_class = RefundIndexView
    inspect_view_class = RefundSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["state"]
    filterset_class = RefundFilters
    search_fields = ["document__number", "attempt__account__school__name", "refund_id"]
    list_display = [
        RowTitle("asked", label="Asked for", accessor=lambda row: clock.say_moment(row.requested_at)),
        Column("school", label="School", accessor=lambda row: row.attempt.account.school),
        Column("invoice", label="Invoice", accessor=lambda row: row.document or "–"),
        Column("sum", label="Sum", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
        Column("state", label="State", accessor="get_state_display"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("issue/<int:document>/", self.construct_view(AskRefundView), name="issue"),
            path("decide/<int:pk>/", self.construct_view(DecideRefundView), name="decide"),
        ]


class CardTaskViewSet(ReadOnlyViewSet):
    """What somebody has to look at."""

    model = CardTask
    name = "card_tasks"
    url_prefix = "card-tasks"
    icon = "warning"
    menu_label = "Cards: to look at"
    menu_order = 28
    index_view_class = TaskIndexView
    inspect_view_class = TaskSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["text"]
    search_fields = ["text"]
    list_display = [
        RowTitle("text", label="What", accessor="text"),
        Column("since", label="Since", accessor=lambda row: clock.say_moment(row.opened_at)),
        Column(
            "done",
            label="Done",
            accessor=lambda row: clock.say_moment(row.done_at) if row.done_at else "Not yet",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        done = path("done/<int:pk>/", TaskDoneView.as_view(), name="done")
        return [*super().get_urlpatterns(), done]


class EventFilters(WagtailFilterSet):
    """By state."""

    state = any_choice(CardEvent.State.choices, "State")

    class Meta:
        model = CardEvent
        fields = ["state"]


class CardEventViewSet(ReadOnlyViewSet):
    """What Stripe told us, and what became of it."""

    model = CardEvent
    name = "card_events"
    url_prefix = "card-events"
    icon = "mail"
    menu_label = "Messages from Stripe"
    menu_order = 29
    kept = frozenset({"index", "index_results"})
    filterset_class = EventFilters
    search_fields = ["event_id", "kind", "session_id", "payment_id"]
    list_display = [
        Column("received", label="Received", accessor=lambda row: clock.say_moment(row.received_at)),
        Column("kind", label="Kind", accessor="kind"),
        Column("event", label="Message", accessor="event_id"),
        Column("state", label="State", accessor="get_state_display"),
        Column("why", label="Why", accessor=lambda row: row.reason or "–"),
    ]
