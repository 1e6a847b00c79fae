"""What all pages share, and the settings of the whole site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page, PagePermissionTester

from portal.base import clock
from portal.base.addresses import address
from portal.base.menus import FooterLink, MenuDoor, MenuLink, Menus, footer_links
from portal.base.page_forms import SitePageForm
from portal.base.reserved import reserved_below_page
from portal.base.snapshot import Snapshot, SnapshotStamp

__all__ = [
    "BasePage",
    "FooterLink",
    "MenuDoor",
    "Menus",
    "SiteSettings",
    "SnapshotStamp",
    "site_settings",
]


class SitePagePermissions(PagePermissionTester):
    """Wagtail's rights on a page, but deleting takes a right of its own: a page that is gone for good
    takes its address and its history along."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """``ignore_bulk`` is how Wagtail asks about moving, which those who publish may do."""
        allowed = ignore_bulk or self.user.is_superuser or "bulk_delete" in self.permissions
        return allowed and bool(super().can_delete(ignore_bulk=ignore_bulk))


class BasePage(Page):
    """A page of this site. ``demonstration`` marks content that describes no real offer."""

    demonstration = models.BooleanField(
        "demonstration content",
        default=False,
        help_text="Tick for an example that is not a real offer: every page that shows it says so.",
    )

    base_form_class = SitePageForm
    fixed_address = False
    """Whether links and code rely on this page's address, so that it is never moved or removed."""

    promote_panels = [
        FieldPanel("slug", heading="Last part of the address"),
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("demonstration")]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> SitePagePermissions:
        """What ``user`` may do to this page."""
        return SitePagePermissions(user, self)

    @property
    def href(self) -> str:
        """The page's address on this site."""
        return address(self)

    def clean(self) -> None:
        """Refuses an address that the portal needs itself, whoever makes, copies or renames the page."""
        super().clean()
        if self.path and not self.fixed_address:
            kept = Page.objects.filter(pk=self.pk, slug=self.slug).exists()
            reason = "" if kept else reserved_below_page(slug=self.slug, parent=self.get_parent())
            if reason:
                raise ValidationError({"slug": reason})


@register_setting(icon="cog", order=10)
class SiteSettings(BaseGenericSetting):
    """Contacts, the alert banner and the footer: what staff change without a developer."""

    service_name = models.CharField(
        max_length=100, default="Kent Directory of Resources", help_text="Shown in the masthead."
    )
    contact_phone = models.CharField(
        "telephone", max_length=40, blank=True, help_text="For example 03000 41 41 41."
    )
    contact_email = models.EmailField("e-mail", blank=True, help_text="Read every working day.")
    contact_hours = models.CharField(
        "when we answer",
        max_length=120,
        blank=True,
        help_text="For example “Monday to Friday, 8:30am to 4:30pm in term time”.",
    )
    alert_heading = models.CharField(
        max_length=120, blank=True, help_text="For example “Snow: sessions moved online today”."
    )
    alert_text = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences, and what to do."
    )
    alert_until = models.DateTimeField(
        "show the alert until",
        null=True,
        blank=True,
        help_text="The banner goes by itself at this time. Empty: no banner.",
    )
    footer_text = RichTextField(
        blank=True, features=["bold", "link"], help_text="Who runs the service, in two sentences."
    )
    accessibility_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The accessibility statement.",
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The privacy notice.",
    )
    feedback_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where people tell us what is missing.",
    )
    demonstration = models.BooleanField(
        "demonstration site",
        default=False,
        help_text="Every page says that its content is a demonstration.",
    )

    panels = [
        FieldPanel("service_name"),
        MultiFieldPanel(
            [FieldPanel("contact_phone"), FieldPanel("contact_email"), FieldPanel("contact_hours")],
            heading="Contacts",
        ),
        MultiFieldPanel(
            [FieldPanel("alert_heading"), FieldPanel("alert_text"), FieldPanel("alert_until")],
            heading="Alert banner on every page",
        ),
        MultiFieldPanel(
            [
                FieldPanel("footer_text"),
                FieldPanel("accessibility_page"),
                FieldPanel("privacy_page"),
                FieldPanel("feedback_page"),
            ],
            heading="Footer",
        ),
        FieldPanel("demonstration"),
    ]

    class Meta:
        verbose_name = "site settings"

    @property
    def alert_active(self) -> bool:
        """Whether the banner shows now."""
        return bool(self.alert_heading and self.alert_until and clock.now() < self.alert_until)

    @property
    def footer_links(self) -> list[MenuLink]:
        """The links at the foot: those that moderators chose, then those that every page owes."""
        chosen = [
            ("Accessibility", self.accessibility_page),
            ("Privacy", self.privacy_page),
            ("Feedback", self.feedback_page),
        ]
        owed = [
            MenuLink(label, address(page)) for label, page in chosen if page is not None and page.live
        ]
        links = footer_links.get()
        there = {link.url for link in links}
        return [*links, *(link for link in owed if link.url not in there)]


def _load_settings() -> SiteSettings:
    related = ("accessibility_page", "privacy_page", "feedback_page")
    return SiteSettings.objects.select_related(*related).first() or SiteSettings()


site_settings = Snapshot(_load_settings, SiteSettings)
