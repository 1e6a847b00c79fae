"""One of everything that an address can name, and the address that names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    RevisionMixin,
    Site,
    UploadedFile,
    Workflow,
    WorkflowTask,
)

from bookings.bespoke.models import Request
from bookings.finance.cards.gateway import CardSession, Stage
from bookings.finance.cards.learning import learn
from bookings.finance.cards.refunds import ask_refund
from bookings.finance.choices import Buyer
from bookings.finance.choices import Service as Sold
from bookings.finance.documents.snapshots import Order
from bookings.finance.elsewhere.services import record_elsewhere
from bookings.finance.models import (
    BankLine,
    CardRefund,
    CardTask,
    Document,
    Issuer,
    PaymentAttempt,
    VatTable,
)
from bookings.finance.payables import Payable
from bookings.finance.services.issuing import Charge, issue
from bookings.finance.vat.services import save_table
from bookings.places.models import Booking, ProposedCharge
from directory.entries import Organisation, Resource, Service
from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import Person, User
from portal.base.models import SiteSettings
from portal.home.models import HomePage, StandardPage
from portal.media.models import PortalDocument, PortalImage
from tests.access.pages import bookings_of_the_trainer
from tests.access.routes import Route, own_viewsets

PRIVATE = "Minutes of a private meeting"
"""The title of the page, the document and the image that only some people may see."""

NO_SUCH_ID = 987_654
SECRET_WORDS = b"Nobody else needs to know."
"""What stands in every document here."""


@dataclass
class Furniture:
    """What addresses lead to, by the parameter's name: for all routes (``""``), a namespace, or one route."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, route: Route) -> str:
        """The address of a route. A new sort of parameter needs a value."""
        known: dict[str, Any] = {}
        for key in ("", route.viewset, route.name):
            known |= self.values.get(key, {})
        if "/" in route.name:  # nameless: its pattern is all there is
            return "/" + route.pattern.replace(".*", "nothing-here")
        try:
            return reverse(route.name, kwargs={name: known[name] for name in route.parameters})
        except (NoReverseMatch, KeyError) as error:
            raise AssertionError(f"No address for {route.name}: {error}") from error

    @staticmethod
    def bulk_address(app: str, model: str, action: str) -> str:
        """The address of what can be done to many rows at once."""
        return reverse("wagtail_bulk_action", args=[app, model, action])


def furnish() -> Furniture:
    """Makes one of everything. Needs the demonstration's people."""
    editor = User.objects.get(email="editor@demo.example")
    home = HomePage.objects.get()
    page = _page(home, "Clubs after school", editor)
    waiting = _page(home, "Words that wait for a reader", editor)
    private = _page(home, PRIVATE, editor)
    restriction = PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.PASSWORD, password="tell-nobody"
    )
    LostStep.objects.create(user=User.objects.get(email="senco2@demo.example"))
    state = _workflow().start(waiting, editor)
    site = Site.objects.get(is_default_site=True)
    closed = Collection.get_first_root_node().add_child(name="Closed")
    collection_restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.PASSWORD, password="tell-nobody"
    )
    image = _image("A garden", None, editor)
    document = _document("A leaflet", None, editor)
    _image(PRIVATE, closed, editor)
    secret = _document(PRIVATE, closed, editor)
    redirect = Redirect.add_redirect("/old-address/", "/")
    session = EditingSession.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=page.pk,
        last_seen_at=timezone.now(),
    )
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(PortalDocument),
        file=ContentFile(b"a", name="a.txt"),
        uploaded_by_user=editor,
    )
    everywhere = {
        "app_label": "home",
        "model_name": "standardpage",
        "app_name": "home",
        "content_type_app_name": "home",
        "content_type_model_name": "standardpage",
        "parent_page_id": home.pk,
        "page_id": page.pk,
        "page_to_move_id": page.pk,
        "destination_id": home.pk,
        "page_pk": page.pk,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "approve",
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "workflow_pk": state.workflow_id,
        "task_id": state.current_task_state.task_id,
        "pk": page.pk,
        "collection_id": closed.pk,
        "redirect_id": redirect.pk,
        "image_id": image.pk,
        "filter_spec": "width-100",
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": upload.pk,
        "object_id": str(page.pk),
        "session_id": session.pk,
        "restriction_id": collection_restriction.pk,
        "page_view_restriction_id": restriction.pk,
        "document_filename": secret.filename,
        "uidb64": "MQ",
        "token": "set-password",
        "uidb36": "1",
        "key": "nothing",
        "action": "publish",
    }
    return Furniture(
        {
            "": everywhere,
            **own_rows(),
            **finance_rows(editor),
            **{
                f"wagtailadmin_pages:{name}": {"page_id": waiting.pk}
                for name in (
                    "workflow_action",
                    "collect_workflow_action_data",
                    "workflow_preview",
                    "workflow_history_detail",
                    "confirm_workflow_cancellation",
                )
            },
            **{
                f"wagtailsnippetchoosers_directory_{model._meta.model_name}": {
                    "pk": model.objects.first().pk
                }
                for model in (Resource, Service, Organisation)
            },
            "wagtailadmin_api:documents": {"pk": document.pk},
            "wagtailadmin_api:images": {"pk": image.pk},
            "wagtailadmin_collections": {"pk": closed.pk},
            "wagtailadmin_workflows": {
                "pk": state.workflow_id,
                "app_label": "wagtailcore",
                "model_name": "groupapprovaltask",
            },
            **{
                f"wagtailadmin_workflows:{name}": {"pk": state.current_task_state.task_id}
                for name in ("edit_task", "disable_task", "enable_task")
            },
            "wagtailadmin_tag_model_autocomplete": {"app_name": "taggit", "model_name": "tag"},
            "wagtailadmin_editing_sessions": {"app_label": "wagtailcore", "model_name": "page"},
            "wagtailsettings": {
                "app_name": "base",
                "model_name": "sitesettings",
                "pk": SiteSettings.load().pk,
            },
            "wagtaildocs_chooser": {"pk": document.pk},
            "wagtailimages_chooser": {"pk": image.pk},
            "wagtailsites": {"pk": site.pk},
            "wagtailusers_groups": {"pk": Group.objects.get(name="Officers").pk},
            "wagtaildocs_serve": {"document_id": document.pk, "document_filename": document.filename},
        }
    )


def own_rows() -> dict[str, dict[str, Any]]:
    """For each admin screen of ours, a row of its model and a revision of it."""
    found: dict[str, dict[str, Any]] = {}
    for viewset in own_viewsets().values():
        row = _row_to_open(viewset.model)
        revision = row.save_revision() if isinstance(row, RevisionMixin) else None
        found[viewset.url_namespace] = {
            "pk": row.pk if row else 1,
            "revision_id": revision.pk if revision else 1,
            **dict.fromkeys(("task_state_id", "workflow_state_id", "task_id"), NO_SUCH_ID),
        }
    return found


def finance_rows(editor: User) -> dict[str, dict[str, Any]]:
    """A school that owes something, what was billed elsewhere, an invoice to credit, and a VAT table to sign off."""
    charge = (
        ProposedCharge.objects.exclude(place__booking__school=None)
        .select_related("place__booking__school")
        .first()
    )
    assert charge is not None
    ProposedCharge.objects.filter(pk=charge.pk).update(
        state=ProposedCharge.State.CONFIRMED, decided_at=timezone.now(), decided_by=editor
    )
    issuer = Issuer.objects.first()
    assert issuer is not None
    table = save_table(
        table=VatTable(issuer=issuer, from_day=timezone.now().date(), advice="Nobody’s"),
        rules={},
        by=editor,
    )
    school = charge.place.booking.school
    assert school is not None
    summer = Payable(
        "example:1", school.pk, "An example", Sold.TRAINING, 1, 9_500, timezone.now().date()
    )
    [elsewhere] = record_elsewhere(
        school=school, payables=[summer], reference="1", reason="An example", by_id=editor.pk
    )
    open_invoice = Document.objects.to_pay().earliest("pk")
    return {
        "to_invoice": {"pk": charge.place.booking.school_id},
        "billed_elsewhere": {"pk": elsewhere.pk},
        "invoices": {"pk": open_invoice.pk},
        "vat_tables": {"pk": table.pk},
        "bespoke_requests": {"pk": Request.objects.latest("pk").pk},
        **{
            f"bespoke_requests:{name}": {"pk": Request.objects.filter(state=state).earliest("pk").pk}
            for name, state in (
                ("decide", "submitted"),
                ("quote", "quoted"),
                ("cancel", "scheduled"),
                ("close", "delivered"),
            )
        },
        "payments": {
            "pk": BankLine.objects.filter(state=BankLine.State.OPEN).latest("pk").pk,
            "account": open_invoice.account_id,
        },
        **card_rows(open_invoice, editor),
    }


def card_rows(invoice: Document, asked_by: User) -> dict[str, dict[str, Any]]:
    """An invoice that was paid by card twice, a refund to decide about, and what somebody has to look at."""
    account = invoice.account
    paid = issue(
        account=account,
        charges=[Charge("Calm lunchtimes", Sold.TRAINING, 1, 45_000)],
        order=Order(Buyer(invoice.buyer)),
        tax_date=timezone.now().date(),
        actor_id=None,
    )
    for turn in (1, 2):
        attempt = PaymentAttempt.objects.create(
            account=account, pence=45_000, started_at=timezone.now(), expires_at=timezone.now()
        )
        attempt.parts.create(document=paid, pence=45_000)
        learn(
            CardSession(
                f"cs_{turn}", Stage.PAID, 45_000, "gbp", True, str(attempt.uid), payment_id=f"pi_{turn}"
            ),
            how=PaymentAttempt.How.WEBHOOK,
        )
    refund = ask_refund(
        document=paid, pence=20_000, seen_pence=45_000, reason="Paid twice", by_id=asked_by.pk
    )
    assert refund.state == CardRefund.State.WAITING
    return {
        "card_payments": {"pk": attempt.pk},
        "card_refunds": {"pk": refund.pk, "document": paid.pk},
        "card_tasks": {"pk": CardTask.objects.latest("pk").pk},
    }


def _row_to_open(model: type[Model]) -> Model | None:
    """A row that every role with the right may open.

    Trainers read bookings of their sessions only, and officers delete nobody who works in the admin.
    """
    if model is Booking:
        return bookings_of_the_trainer().first()
    if model is Person:
        return Person.objects.filter(user=None, deleted_at=None).first()
    return model._default_manager.first()


def _page(parent: Page, title: str, owner: User) -> StandardPage:
    page = StandardPage(title=title, summary="Somewhere to be.", owner=owner)
    parent.add_child(instance=page)
    page.save_revision(user=owner).publish()
    page.save_revision(user=owner)
    page.refresh_from_db()
    return page


def _workflow() -> Workflow:
    task = GroupApprovalTask.objects.create(name="Read by a moderator")
    task.groups.add(Group.objects.get(name="Moderators"))
    workflow = Workflow.objects.create(name="One reader")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def _image(title: str, collection: Collection | None, owner: User) -> PortalImage:
    drawn = BytesIO()
    Image.new("RGB", (20, 20), "white").save(drawn, "PNG")
    where = {"collection": collection} if collection else {}
    return PortalImage.objects.create(
        title=title,
        file=ContentFile(drawn.getvalue(), name="picture.png"),
        file_size=len(drawn.getvalue()),
        uploaded_by_user=owner,
        **where,
    )


def _document(title: str, collection: Collection | None, owner: User) -> PortalDocument:
    where = {"collection": collection} if collection else {}
    return PortalDocument.objects.create(
        title=title,
        file=ContentFile(SECRET_WORDS, name="words.txt"),
        file_size=len(SECRET_WORDS),
        uploaded_by_user=owner,
        **where,
    )
