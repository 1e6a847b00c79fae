"""What the portal as a whole adds to the admin: its menu, its first screen and its guards."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.models import Page

from portal.base.admin_views import SITE_MENU
from portal.home import admin_guards, admin_menu, dashboard
from search.indexing.panel import SearchPanel


@hooks.register("register_admin_viewset")
def groups() -> list[ViewSetGroup]:
    return [
        admin_menu.TrainingGroup(),
        admin_menu.BookingsGroup(),
        admin_menu.ClinicsGroup(),
        admin_menu.FinanceGroup(),
        admin_menu.SearchGroup(),
        admin_menu.SiteGroup(),
    ]


def _site_item(item: MenuItem) -> None:
    hooks.register(SITE_MENU, lambda: item)


for _item in admin_menu.site_items():
    _site_item(_item)


@hooks.register("construct_main_menu")
def only_what_is_needed(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = admin_menu.menu_for(request, menu_items)


@hooks.register("insert_global_admin_css")
def our_accent() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/admin.css"))


@hooks.register("construct_homepage_panels")
def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    panels += [
        dashboard.NeedsYouPanel(),
        dashboard.OwnSessionsPanel(),
        dashboard.ActionsPanel(),
        dashboard.SoonPanel(),
        dashboard.UnfinishedPanel(),
        SearchPanel(),
    ]


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_section(request: HttpRequest, page: Page) -> HttpResponse | None:
    return admin_guards.keep_section(request, page)


@hooks.register("before_move_page")
def keep_addresses(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    return admin_guards.keep_section(request, page) or admin_guards.keep_address_free(
        request, page, destination
    )


@hooks.register("before_copy_page")
def keep_addresses_free_of_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    return admin_guards.keep_address_free_of_copies(request, page)
