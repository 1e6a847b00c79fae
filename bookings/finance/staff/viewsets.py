"""Admin of finance: what is to be invoiced, what was issued, the ledger, issuers and VAT."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column

from bookings.finance.choices import Buyer, DocumentKind, EntryKind
from bookings.finance.issuers.models import Issuer
from bookings.finance.ledger.cuts import Cut
from bookings.finance.models import Document, LedgerEntry, VatTable
from bookings.finance.staff.document_views import (
    CreditView,
    DocumentIndexView,
    DocumentPdfView,
    DocumentSheetView,
)
from bookings.finance.staff.elsewhere_views import ElsewhereView
from bookings.finance.staff.exports import ControlledExportMixin
from bookings.finance.staff.forms import IssuerForm, VatTableForm
from bookings.finance.staff.issue_views import IssueView, ToInvoiceView
from bookings.finance.staff.reminder_views import PauseView, ResumeView
from bookings.finance.staff.vat_views import (
    SignOffView,
    VatTableCreateView,
    VatTableEditView,
    VatTableIndexView,
    VatTableSheetView,
)
from portal.base import clock
from portal.base.admin_filters import any_choice, any_of
from portal.base.admin_views import EditableViewSet, ReadOnlyViewSet, RowsView, RowTitle
from portal.base.money import exact_pounds, say_pounds
from portal.vocabulary.models import District


class ToInvoiceViewSet(ReadOnlyViewSet):
    """What schools owe and nobody has billed."""

    model = Document
    name = "to_invoice"
    url_prefix = "to-invoice"
    icon = "list-ul"
    menu_label = "To invoice"
    menu_order = 10

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(ToInvoiceView), name="index"),
            path("issue/<int:pk>/", self.construct_view(IssueView), name="issue"),
            path("elsewhere/<int:pk>/", self.construct_view(ElsewhereView), name="elsewhere"),
        ]


class DocumentFilters(WagtailFilterSet):
    """By kind, who pays, day, issuer and the school's district."""

    kind = any_choice(DocumentKind.choices, "Kind")
    buyer = any_choice(Buyer.choices, "Who pays")
    issued_at = DateFromToRangeFilter(label="Issued", widget=DateRangePickerWidget)
    account__issuer = any_of(Issuer, "Issuer")
    account__school__district = any_of(District, "School’s district")

    class Meta:
        model = Document
        fields = ["kind", "buyer", "issued_at", "account__issuer", "account__school__district"]


def _signed(document: Document) -> str:
    """What it comes to; what a credit note gives back is below 0."""
    return say_pounds(-document.gross_pence if document.corrects_id else document.gross_pence)


class DocumentViewSet(ReadOnlyViewSet):
    """Invoices, internal recharges and credit notes, as they were issued."""

    model = Document
    name = "invoices"
    url_prefix = "invoices"
    icon = "doc-full"
    menu_label = "Invoices"
    menu_order = 20
    index_view_class = DocumentIndexView
    inspect_view_class = DocumentSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["number"]
    filterset_class = DocumentFilters
    search_fields = ["number", "purchase_order", "cost_code", "account__school__name"]
    list_display = [
        RowTitle("number", label="Number", accessor="number", classname="title kd-reference"),
        Column("kind", label="Kind", accessor="title"),
        Column("school", label="School", accessor=lambda row: row.account.school),
        Column("sum", label="With VAT", accessor=_signed, sort_key="gross_pence"),
        Column(
            "issued",
            label="Issued",
            accessor=lambda row: clock.say_date(row.issued_at),
            sort_key="issued_at",
        ),
        Column(
            "due",
            label="To pay by",
            accessor=lambda row: clock.say_date(row.due_on) if row.due_on else "–",
            sort_key="due_on",
        ),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("pdf/<int:pk>/", DocumentPdfView.as_view(), name="pdf"),
            path("credit/<int:pk>/", self.construct_view(CreditView), name="credit"),
            path("pause/<int:pk>/", self.construct_view(PauseView), name="pause"),
            path("resume/<int:pk>/", ResumeView.as_view(), name="resume"),
        ]


class LedgerFilters(WagtailFilterSet):
    """By kind, day and issuer."""

    kind = any_choice(EntryKind.choices, "Kind")
    booked_on = DateFromToRangeFilter(label="Booked", widget=DateRangePickerWidget)
    ledger__issuer = any_of(Issuer, "Issuer")

    class Meta:
        model = LedgerEntry
        fields = ["kind", "booked_on", "ledger__issuer"]


class LedgerIndexView(ControlledExportMixin, RowsView):
    """The latest entries first; the spreadsheet has all facts, the hash of each included."""

    list_export = [
        "issuer",
        "position",
        "booked",
        "occurred",
        "kind",
        "school",
        "document",
        "pounds",
        "cause",
        "hash",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "ledger"

    def get_base_queryset(self) -> QuerySet[LedgerEntry]:
        rows = LedgerEntry.objects.select_related("ledger__issuer", "account__school", "document")
        return rows.filter(ledger__test=False).order_by("-at", "-pk")

    def up_to(self, queryset: QuerySet[LedgerEntry], end: Cut) -> QuerySet[LedgerEntry]:
        """What came in while it is read is not in it."""
        return queryset.filter(end.within())

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One entry as a row."""
        return {
            "issuer": item.ledger.issuer.name,
            "position": item.position,
            "booked": item.booked_on.isoformat(),
            "occurred": item.occurred_on.isoformat(),
            "kind": item.get_kind_display(),
            "school": item.account.school.name,
            "document": item.document.number if item.document else "",
            "pounds": exact_pounds(item.pence),
            "cause": f"{item.source} {item.external_id}",
            "hash": item.hash,
        }


class LedgerViewSet(ReadOnlyViewSet):
    """What moved each school's account. Entries are only ever added."""

    model = LedgerEntry
    name = "ledger"
    url_prefix = "ledger"
    icon = "list-ol"
    menu_label = "Ledger"
    menu_order = 30
    index_view_class = LedgerIndexView
    filterset_class = LedgerFilters
    kept = frozenset({"index", "index_results"})
    search_fields = ["external_id", "document__number", "account__school__name"]
    list_display = [
        Column("issuer", label="Issuer", accessor=lambda row: row.ledger.issuer),
        Column("position", label="Entry", accessor="position", sort_key="position"),
        Column(
            "booked",
            label="Booked",
            accessor=lambda row: clock.say_date(row.booked_on),
            sort_key="booked_on",
        ),
        Column("kind", label="Kind", accessor="get_kind_display"),
        Column("school", label="School", accessor=lambda row: row.account.school),
        Column("document", label="Document", accessor=lambda row: row.document or "–"),
        Column("sum", label="Owed", accessor=lambda row: say_pounds(row.pence), sort_key="pence"),
    ]


class IssuerViewSet(EditableViewSet):
    """Who sells to schools, with the words and bank details of their invoices."""

    model = Issuer
    name = "issuers"
    url_prefix = "issuers"
    icon = "home"
    menu_label = "Issuers"
    menu_order = 40
    copy_view_enabled = False
    list_display = [
        "name",
        Column("code", label="Code", accessor="code"),
        Column(
            "district",
            label="Bills schools of",
            accessor=lambda row: row.district or "All other districts",
        ),
        Column("active", label="Issues now", accessor=lambda row: "Yes" if row.active else "No"),
    ]
    search_fields = ["name", "code"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("code"), FieldPanel("district")], heading="Who"
            ),
            MultiFieldPanel(
                [
                    FieldPanel("address", widget=forms.Textarea(attrs={"rows": 4})),
                    FieldPanel("vat_number"),
                ],
                heading="On the paper",
            ),
            MultiFieldPanel(
                [FieldPanel("bank_name"), FieldPanel("sort_code"), FieldPanel("account_number")],
                heading="Bank account",
            ),
            MultiFieldPanel([FieldPanel("email"), FieldPanel("phone")], heading="Questions"),
            FieldPanel("payment_days"),
            FieldPanel("remind_after"),
            FieldPanel("income_code"),
            FieldPanel("active"),
            FieldPanel("demonstration"),
        ],
        base_form_class=IssuerForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"delete_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


class VatTableViewSet(EditableViewSet):
    """What VAT is charged on what, to whom, from which day on."""

    model = VatTable
    name = "vat_tables"
    url_prefix = "vat"
    icon = "table"
    menu_label = "VAT"
    menu_order = 50
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = VatTableIndexView
    add_view_class = VatTableCreateView
    edit_view_class = VatTableEditView
    inspect_view_class = VatTableSheetView
    inspect_view_enabled = True
    inspect_view_fields = ["issuer"]
    create_template_name = edit_template_name = "admin/finance/vat_form.html"
    form_fields = ["issuer", "from_day", "advice"]
    list_display = [
        RowTitle("issuer", label="Issuer", accessor="issuer"),
        Column("from", label="In force from", accessor=lambda row: clock.say_date(row.from_day)),
        Column(
            "state",
            label="Signed off",
            accessor=lambda row: clock.say_date(row.signed_off_at) if row.signed_off_at else "Not yet",
        ),
        Column("advice", label="Based on", accessor="advice"),
    ]

    def get_edit_handler(self) -> Panel | None:
        """None: the form draws its cells as a table."""
        return None

    def get_form_class(self, for_update: bool = False) -> type[VatTableForm]:
        return VatTableForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        nowhere = dict.fromkeys(["delete_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"delete", "history", "history_results", "usage"}
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name not in gone),
            path("sign-off/<int:pk>/", self.construct_view(SignOffView), name="sign_off"),
        ]
