"""The menu at the top of every page and the links at its foot, which moderators change in the admin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable, Page, PageViewRestriction, PreviewableMixin
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from portal.base.addresses import address, page_at, validate_target
from portal.base.admin_forms import AdminModelForm
from portal.base.snapshot import Snapshot, count_change

WHATS_ON = "/training/?places=left&sort=soonest"
FAMILIES = "/parents/"
MOST_DOORS, MOST_LINKS = 6, 10
PAGES = frozenset({"portal_page", "wagtail_serve"})
"""Names of the view that serves the tree of pages, and so answers any address."""


@dataclass(frozen=True)
class MenuLink:
    """One link of a menu as a page shows it. ``current`` is empty, “page” here or “true” above here."""

    label: str
    url: str
    current: str = ""


DOORS = (
    MenuLink("Schools and settings", "/training/"),
    MenuLink("Parents and carers", FAMILIES),
    MenuLink("What’s on", WHATS_ON),
    MenuLink("Support for my school", "/support/"),
)
"""The menu of a portal where nobody has changed it."""


class MenusForm(AdminModelForm):
    """Both menus; no two links of one menu have the same words."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for formset in self.formsets.values():
            kept = [form for form in formset.forms if form not in formset.deleted_forms]
            labels = [
                str(form.cleaned_data.get("label", "")).strip().lower()
                for form in kept
                if form.is_valid()
            ]
            twice = {label for label, count in Counter(labels).items() if label and count > 1}
            for form in kept:
                if form.is_valid() and form.cleaned_data.get("label", "").strip().lower() in twice:
                    form.add_error("label", "Another link of this menu says the same.")
        return cleaned


@register_setting(icon="list-ul", order=20)
class Menus(PreviewableMixin, ClusterableModel, BaseGenericSetting):
    """The four doors unless a moderator says otherwise, and the links at the foot."""

    base_form_class = MenusForm
    panels = [
        InlinePanel(
            "doors",
            heading="Menu at the top",
            label="Door",
            max_num=MOST_DOORS,
            help_text="Empty: the four doors that the portal came with. Drag to change the order. Four short "
            "labels fit best on a phone; the preview beside shows them.",
        ),
        InlinePanel(
            "footer_links",
            heading="Links at the foot",
            label="Link",
            max_num=MOST_LINKS,
            help_text="Beside accessibility, privacy and feedback, which the site settings name and every page "
            "owes. Give one of those pages here to change its place or words.",
        ),
    ]

    class Meta:
        verbose_name = "menus"

    def __str__(self) -> str:
        return "Menus"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "pages/home/menus_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {
            "request": request,
            "preview_menu": shown(self.doors.all()) or DOORS,
            "preview_links": shown(self.footer_links.all()),
        }


class Target(Orderable):
    """Words, and a page of this site or an address."""

    page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Shown while the page is published and open to everybody. Or …",
    )
    url = models.CharField(
        "address",
        max_length=200,
        blank=True,
        validators=[validate_target],
        help_text="… an address, e.g. /directory/?kind=service or https://www.kent.gov.uk/",
    )

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuses both targets, or neither, and an address of this site where nothing answers."""
        super().clean()
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"url": "Choose a page or give an address: one of the two."})
        if self.url.startswith("/") and not _answers(urlsplit(self.url).path):
            raise ValidationError({"url": f"Nothing is published at {self.url}. Check the address."})


ONE_TARGET = models.Q(page__isnull=False, url="") | models.Q(page__isnull=True) & ~models.Q(url="")


class MenuDoor(Target):
    """One entry of the menu at the top."""

    menus = ParentalKey(Menus, on_delete=models.CASCADE, related_name="doors")
    label = models.CharField(max_length=28, help_text="At most 28 letters, e.g. “Parents and carers”.")

    panels = [FieldPanel("label"), FieldRowPanel([FieldPanel("page"), FieldPanel("url")])]

    class Meta(Target.Meta):
        constraints = [
            models.CheckConstraint(
                condition=ONE_TARGET,
                name="menu_door_has_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.label


class FooterLink(Target):
    """One link at the foot."""

    menus = ParentalKey(Menus, on_delete=models.CASCADE, related_name="footer_links")
    label = models.CharField(max_length=40, help_text="At most 40 letters, e.g. “You said, we did”.")

    panels = [FieldPanel("label"), FieldRowPanel([FieldPanel("page"), FieldPanel("url")])]

    class Meta(Target.Meta):
        constraints = [
            models.CheckConstraint(
                condition=ONE_TARGET,
                name="footer_link_has_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.label


def _answers(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.view_name not in PAGES or page_at(path) is not None


def shown(rows: Any) -> tuple[MenuLink, ...]:
    """The links that lead somewhere for everybody; a page taken down or made private is left out."""
    rows = list(rows)
    wanted = [row.page_id for row in rows if row.page_id]
    pages = (
        {page.pk: page for page in Page.objects.live().public().filter(pk__in=wanted)} if wanted else {}
    )
    return tuple(
        MenuLink(row.label, address(pages[row.page_id]) if row.page_id else row.url)
        for row in rows
        if not row.page_id or row.page_id in pages
    )


doors = Snapshot(lambda: shown(MenuDoor.objects.all()) or DOORS, MenuDoor)
footer_links = Snapshot(lambda: shown(FooterLink.objects.all()), FooterLink)


def marked(
    links: Sequence[MenuLink], *, path: str, query: Mapping[str, str], behind: str = ""
) -> list[MenuLink]:
    """The links, and at most one of them marked: the page itself, or the section that it is in.

    ``behind`` names the link of a page that stands elsewhere, as a family's course stands under training.
    """
    above = next((link for link in links if link.url == behind), None) if behind else None
    if above:
        return [_with_mark(link, "true" if link is above else "") for link in links]
    here = [link for link in links if _is_here(link, path, query)]
    section = here or [link for link in links if _is_above(link, path)]
    best = max(section, key=lambda link: len(link.url), default=None)
    at = "page" if best and urlsplit(best.url).path == path else "true"
    return [_with_mark(link, at if link is best else "") for link in links]


def _with_mark(link: MenuLink, current: str) -> MenuLink:
    return MenuLink(link.label, link.url, current)


def _is_here(link: MenuLink, path: str, query: Mapping[str, str]) -> bool:
    parts = urlsplit(link.url)
    asked = parse_qsl(parts.query)
    return parts.path == path and bool(asked) and all(query.get(name) == value for name, value in asked)


def _is_above(link: MenuLink, path: str) -> bool:
    parts = urlsplit(link.url)
    return (
        link.url.startswith("/")
        and not parts.query
        and parts.path != "/"
        and path.startswith(parts.path)
    )


def connect() -> None:
    """Looks at the menus again when a page changes that they may show. Called when the app is ready."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_pages_changed, dispatch_uid=f"menus {id(signal)}")
    for signal in (post_save, post_delete):
        signal.connect(
            _pages_changed, sender=PageViewRestriction, dispatch_uid=f"menus private {id(signal)}"
        )


def _pages_changed(**_signal: Any) -> None:
    for model, snapshot in ((MenuDoor, doors), (FooterLink, footer_links)):
        if model._default_manager.filter(page__isnull=False).exists():
            count_change(sender=model)
            snapshot.drop()
