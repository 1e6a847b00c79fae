"""The admin's menu, grouped by job. Each entry shows only to those who can use it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from bookings.bespoke.staff.viewsets import RequestViewSet
from bookings.finance.staff.bank_viewsets import BankLineViewSet
from bookings.finance.staff.card_viewsets import (
    CardEventViewSet,
    CardPaymentViewSet,
    CardRefundViewSet,
    CardTaskViewSet,
)
from bookings.finance.staff.elsewhere_viewsets import BilledElsewhereViewSet
from bookings.finance.staff.journal_viewsets import JournalViewSet
from bookings.finance.staff.report_viewsets import (
    AccountViewSet,
    AgedDebtViewSet,
    ClosingViewSet,
    DistrictReportViewSet,
)
from bookings.finance.staff.viewsets import (
    DocumentViewSet,
    IssuerViewSet,
    LedgerViewSet,
    ToInvoiceViewSet,
    VatTableViewSet,
)
from bookings.places.certificates.viewsets import CertificateViewSet
from bookings.places.evaluations.viewsets import EvaluationViewSet
from bookings.places.reminders.viewsets import ReminderRuleViewSet
from bookings.places.seat_check_viewsets import SeatCheckViewSet
from bookings.places.terms.viewsets import ChargeViewSet, TermsViewSet
from bookings.places.viewsets import BookingViewSet, SessionViewSet
from bookings.slots.staff.viewsets import (
    LiftActionViewSet,
    SupportCountsViewSet,
    SupportMeetingViewSet,
)
from portal.base.admin_views import SITE_MENU, RightItem
from portal.editorial.viewsets import FindingViewSet, PlainWordViewSet
from portal.notify.viewsets import MessageTemplateViewSet, MessageViewSet
from search.log.viewsets import WordingViewSet
from search.menu import SEARCH_MENU
from search.promotions.viewsets import PromotionViewSet
from search.synonyms.viewsets import SynonymViewSet
from training.gap_viewsets import GapViewSet
from training.viewsets import CourseListing, ForWriters, TrainerViewSet, VenueViewSet

JOBS = frozenset({"training", "directory", "people", "bookings", "clinics", "finance", "search", "site"})
FOR_ADMINISTRATORS = frozenset({"reports", "settings", "help"})
ADMINISTERS = "accounts.view_user"


class TrainingGroup(ViewSetGroup):
    """Courses and their dates, with where and by whom."""

    items = (CourseListing, SessionViewSet, VenueViewSet, TrainerViewSet, GapViewSet)
    menu_label = "Training"
    menu_name = "training"
    menu_icon = "glasses"
    menu_order = 100


class BookingsGroup(ViewSetGroup):
    """Who booked what."""

    items = (
        BookingViewSet,
        RequestViewSet,
        SeatCheckViewSet,
        ChargeViewSet,
        TermsViewSet,
        ReminderRuleViewSet,
        EvaluationViewSet,
        CertificateViewSet,
    )
    menu_label = "Bookings"
    menu_name = "bookings"
    menu_icon = "tasks"
    menu_order = 130


class ClinicsGroup(ViewSetGroup):
    """Schools' questions, and what was agreed about them."""

    items = (SupportMeetingViewSet, LiftActionViewSet, SupportCountsViewSet)
    menu_label = "Clinics and LIFT"
    menu_name = "clinics"
    menu_icon = "group"
    menu_order = 132


class FinanceGroup(ViewSetGroup):
    """What schools owe, what was issued, and by which rules."""

    items = (
        ToInvoiceViewSet,
        BilledElsewhereViewSet,
        DocumentViewSet,
        BankLineViewSet,
        CardPaymentViewSet,
        CardRefundViewSet,
        CardTaskViewSet,
        CardEventViewSet,
        AccountViewSet,
        AgedDebtViewSet,
        JournalViewSet,
        DistrictReportViewSet,
        LedgerViewSet,
        ClosingViewSet,
        IssuerViewSet,
        VatTableViewSet,
    )
    menu_label = "Finance"
    menu_name = "finance"
    menu_icon = "list-ul"
    menu_order = 134


class SearchGroup(ViewSetGroup):
    """What people search for and how it is answered. Other entries join through ``SEARCH_MENU``."""

    items = (WordingViewSet, SynonymViewSet, PromotionViewSet)
    menu_label = "Search"
    menu_name = "search"
    menu_icon = "search"
    menu_order = 135
    submenu_hook = SEARCH_MENU


class SiteGroup(ViewSetGroup):
    """Pages, files, words and mails. Other entries join through ``SITE_MENU``."""

    items = (MessageTemplateViewSet, MessageViewSet, FindingViewSet, PlainWordViewSet)
    menu_label = "Site"
    menu_name = "site"
    menu_icon = "site"
    menu_order = 140
    submenu_hook = SITE_MENU


class FilesItem(MenuItem):
    """Pictures or documents."""

    def __init__(self, label: str, url: Any, *, model: Any, **options: Any) -> None:
        self.model = model
        super().__init__(label, url, **options)

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(self.model)
        return bool(policy.user_has_any_permission(request.user, ["add", "change", "delete"]))


def site_items() -> list[MenuItem]:
    """What Wagtail itself offers and stands under “Site” with us."""
    settings = reverse_lazy("wagtailsettings:edit", args=["base", "sitesettings"])
    menus = reverse_lazy("wagtailsettings:edit", args=["base", "menus"])
    return [
        ForWriters("Pages", reverse_lazy("wagtailadmin_explore_root"), icon_name="doc-empty", order=10),
        FilesItem(
            "Pictures",
            reverse_lazy("wagtailimages:index"),
            model=get_image_model(),
            icon_name="image",
            order=20,
        ),
        FilesItem(
            "Documents",
            reverse_lazy("wagtaildocs:index"),
            model=get_document_model(),
            icon_name="doc-full-inverse",
            order=30,
        ),
        RightItem(
            "Site settings", settings, right="base.change_sitesettings", icon_name="cog", order=40
        ),
        RightItem("Menus", menus, right="base.change_menus", icon_name="list-ul", order=45),
        RightItem(
            "Redirects",
            reverse_lazy("wagtailredirects:index"),
            right="wagtailredirects.change_redirect",
            icon_name="redirect",
            order=50,
        ),
    ]


def menu_for(request: HttpRequest, items: list[MenuItem]) -> list[MenuItem]:
    """The entries this person needs: their jobs, and for administrators Wagtail's own."""
    wanted = JOBS | FOR_ADMINISTRATORS if request.user.has_perm(ADMINISTERS) else JOBS
    return [item for item in items if item.name in wanted]
