"""Who may open each screen and side door that comes with Wagtail's admin: written by hand.

A row is a route's full name, or its pattern where two routes share a name. Rows stand in groups that
take the same right. Each route is named, so that
an upgrade of Wagtail which brings a new route fails until somebody decides who may use it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.routes import Route
from tests.access.screens import ADMIN, STAFF, roles


@dataclass(frozen=True)
class Side:
    """Staff who may go through, beside the superuser, and what a GET gives them there."""

    roles: frozenset[str] = frozenset()
    get: tuple[int, ...] = (200,)
    writes: frozenset[str] | None = None
    """Those who may send the form as well, where they are fewer."""
    shut: bool = False
    """Not even the superuser."""

    def opens(self, role: str) -> bool:
        return not self.shut and role in self.roles | {ADMIN}

    def lets_write(self, role: str) -> bool:
        return role in (self.roles if self.writes is None else self.writes) | {ADMIN}


def group(namespace: str, side: Side, names: str) -> dict[str, Side]:
    return {f"{namespace}{name}": side for name in names.split()}


WRITERS = roles("editor moderator")
LINKERS = WRITERS | roles("officer")
"""Those whose forms link to pages: an officer's session belongs to a course."""

MODERATORS = roles("moderator")
READERS_OF_ENTRIES = WRITERS | roles("auditor")
WRITE, LINK, FILES = Side(WRITERS), Side(LINKERS), Side(WRITERS)
MODERATE, ADMINISTER, ANY_STAFF = Side(MODERATORS), Side(), Side(STAFF)
NOTHING_THERE = Side(STAFF, get=(404,))
"""Switched off, or an address without a meaning of its own."""


def posted(side: Side) -> Side:
    """The same people; the address answers to a POST only."""
    return Side(side.roles, get=(405,))


PAGES = {
    **group("wagtailadmin_", WRITE, "explore explore_results"),
    "wagtailadmin_explore_root": Side(WRITERS, get=(200, 302)),
    **group(
        "wagtailadmin_pages:",
        WRITE,
        "add preview_on_add type_use type_use_results choose_parent usage edit preview_on_edit view_draft"
        " add_subpage unpublish search search_results move move_confirm copy"
        " confirm_workflow_cancellation set_privacy revisions_view revisions_revert revisions_unschedule"
        " revisions_compare workflow_history workflow_history_detail history history_results",
    ),
    **group("wagtailadmin_pages:", posted(WRITE), "set_page_position"),
    **group("wagtailadmin_pages:", posted(MODERATE), "lock unlock"),
    **group(
        "wagtailadmin_pages:",
        MODERATE,
        "delete workflow_action collect_workflow_action_data workflow_preview",
    ),
    "wagtailadmin_pages:convert_alias": Side(WRITERS, get=(404,)),
    "wagtailadmin_pages:revisions_index": Side(WRITERS, get=(302,)),
    **group(
        "wagtailadmin_choose_page",
        LINK,
        " _child _search _chosen_multiple _external_link _email_link _phone_link _anchor_link",
    ),
    "wagtailadmin_choose_page": LINK,
    **group("wagtailadmin_api:pages:", WRITE, "listing detail"),
    "wagtailadmin_api:pages:find": Side(WRITERS, get=(404,)),
    "wagtailadmin_api:pages:action": posted(WRITE),
    **group("wagtailembeds:", WRITE, "chooser chooser_upload"),
}

FILE_SCREENS = {
    **group("wagtaildocs:", FILES, "index index_results add edit delete add_multiple document_usage"),
    **group(
        "wagtaildocs:",
        posted(FILES),
        "edit_multiple create_multiple_from_uploaded_document delete_multiple delete_upload_multiple",
    ),
    **group("wagtaildocs_chooser:", FILES, "choose choose_results chosen chosen_multiple create"),
    **group(
        "wagtailimages:", FILES, "index index_results add edit delete preview image_usage add_multiple"
    ),
    **group("wagtailimages:", Side(WRITERS, get=(404,)), "url_generator url_generator_output"),
    **group(
        "wagtailimages:",
        posted(FILES),
        "edit_multiple create_multiple_from_uploaded_image delete_multiple delete_upload_multiple",
    ),
    **group(
        "wagtailimages_chooser:",
        FILES,
        "choose choose_results chosen chosen_multiple create select_format",
    ),
    **group("wagtailadmin_api:documents:", FILES, "listing detail"),
    **group("wagtailadmin_api:images:", FILES, "listing detail"),
    "wagtailadmin_api:documents:find": Side(WRITERS, get=(404,)),
    "wagtailadmin_api:images:find": Side(WRITERS, get=(404,)),
    **group("wagtailadmin_tag_", FILES, "autocomplete model_autocomplete"),
}

ENTRIES = {
    **{
        f"wagtailsnippetchoosers_directory_{name}:{action}": Side(READERS_OF_ENTRIES, writes=WRITERS)
        for name in ("resource", "service", "organisation")
        for action in ("choose", "choose_results", "chosen", "chosen_multiple")
    },
    **{
        f"wagtailsnippetchoosers_directory_{name}:create": WRITE
        for name in ("resource", "service", "organisation")
    },
    "wagtailsnippets:index": Side(shut=True),  # each kind of entry has a list of its own
}

SITE = {
    **group("wagtailredirects:", MODERATE, "index index_results add edit delete start_import"),
    "wagtailredirects:process_import": posted(MODERATE),
    "wagtailsettings:edit": MODERATE,
    "admin/settings/<slug:app_name>/<slug:model_name>/": Side(STAFF, get=(302,)),
    "wagtailsettings:preview_on_edit": Side(MODERATORS, get=(404,)),
    **group("wagtailadmin_collections:", ADMINISTER, "index add edit delete set_privacy"),
    **group(
        "wagtailsites:",
        ADMINISTER,
        "index index_results add edit delete history history_results usage copy",
    ),
    **group(
        "wagtailusers_groups:",
        ADMINISTER,
        "index index_results add edit delete history history_results usage",
    ),
    **group(
        "wagtailadmin_workflows:",
        ADMINISTER,
        "index index_results add disable edit usage usage_results add_task task_index"
        " task_index_results edit_task disable_task task_chooser task_chooser_results task_chooser_create"
        " task_chosen select_task_type",
    ),
    **group("wagtailadmin_workflows:", posted(ADMINISTER), "enable remove enable_task"),
}

REPORTS = {
    **group(
        "wagtailadmin_reports:",
        WRITE,
        "workflow workflow_results workflow_tasks workflow_tasks_results aging_pages aging_pages_results"
        " page_types_usage page_types_usage_results",
    ),
    **group("wagtailadmin_reports:", MODERATE, "locked_pages locked_pages_results"),
    **group("wagtailadmin_reports:", Side(roles("auditor")), "site_history site_history_results"),
}

EVERYBODY_WHO_ENTERS = {
    "wagtailadmin_home": ANY_STAFF,
    "wagtailadmin_account": ANY_STAFF,
    "wagtailadmin_dismissibles": ANY_STAFF,
    "wagtailadmin_editing_sessions:ping": posted(WRITE),
    "wagtailadmin_editing_sessions:release": posted(ANY_STAFF),
    "wagtailadmin_block_preview": NOTHING_THERE,
    "wagtailadmin_error_test": NOTHING_THERE,
    "admin/test404/": ANY_STAFF,
    "admin/.*/": NOTHING_THERE,
}

SIDES: dict[str, Side] = PAGES | FILE_SCREENS | ENTRIES | SITE | REPORTS | EVERYBODY_WHO_ENTERS


def side_of(route: Route) -> Side | None:
    """The row of a route."""
    return SIDES.get(route.pattern) or SIDES.get(route.name)


def bulk(
    app: str, model: str, opens: frozenset[str], actions: str
) -> dict[tuple[str, str, str], frozenset[str]]:
    return {(app, model, action): opens for action in actions.split()}


BULK_ACTIONS = "wagtail_bulk_action"
BULK = {
    **bulk("wagtailcore", "page", WRITERS, "publish unpublish move delete"),
    **bulk("media", "portaldocument", WRITERS, "add_tags add_to_collection delete"),
    **bulk("media", "portalimage", WRITERS, "add_tags add_to_collection delete"),
    **bulk("directory", "resource", WRITERS, "delete"),
    **bulk("directory", "service", WRITERS, "delete"),
    **bulk("directory", "organisation", WRITERS, "delete"),
    **bulk("accounts", "user", frozenset(), "assign_role delete set_active_state"),
    **bulk("accounts", "membershiprequest", roles("officer"), "confirm_requests decline_requests"),
}
"""Who may open what can be done to many rows at once: by app, model and action."""
