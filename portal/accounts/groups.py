"""The staff groups and what each may do: data that ``sync_groups`` puts into the database.

The table below is the truth: a change made in the admin is undone by the next ``migrate``.
Custom groups with other names are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

STOCK_GROUP = "Editors"
"""Comes with Wagtail; our own table has another name for that work."""


def may(actions: str, *models: str) -> frozenset[str]:
    """``may("view add", "training.venue")`` is ``training.view_venue`` and ``training.add_venue``."""
    names = set()
    for model in models:
        app, name = model.split(".")
        names |= {f"{app}.{action}_{name}" for action in actions.split()}
    return frozenset(names)


ENTRIES = ("directory.resource", "directory.service", "directory.organisation")
SESSIONS = ("training.session", "training.venue", "training.trainer")
BOOKINGS = ("places.booking", "places.place")
CHARGES = ("places.proposedcharge", "places.terms")
REGISTERS = ("places.attendance",)
CLINICS = ("slots.supportmeeting", "slots.liftaction")
QUESTIONS = ("slots.slotbooking",)
REQUESTS = ("bespoke.request",)
MONEY = (
    "finance.issuer",
    "finance.vattable",
    "finance.document",
    "finance.ledgerentry",
    "finance.bankline",
    "finance.closing",
    "finance.account",
    "finance.journalbatch",
    "finance.billedelsewhere",
)
CARDS = (
    "finance.paymentattempt",
    "finance.cardrefund",
    "finance.cardtask",
    "finance.cardevent",
)
PEOPLE = ("accounts.school", "accounts.person", "accounts.membership")
SEARCHES = ("search.wording",)
CHOSEN = ("search.promotion",)
SYNONYMS = ("search.synonymrule",)
JOINING = ("accounts.membershiprequest", "accounts.membershipevent")
WORDS = (
    "vocabulary.areaofneed",
    "vocabulary.need",
    "vocabulary.phase",
    "vocabulary.audience",
    "vocabulary.level",
    "vocabulary.tier",
    "vocabulary.resourcetype",
    "vocabulary.accessfeature",
    "vocabulary.corestandard",
    "vocabulary.district",
    "vocabulary.community",
    "vocabulary.schoolterm",
)
FILES = ("wagtailimages.image", "wagtaildocs.document")
"""Wagtail keeps rights on our image and document models under the names of its own."""
ENTER = frozenset({"wagtailadmin.access_admin"})


@dataclass(frozen=True)
class StaffGroup:
    """``rights`` name permissions; ``pages`` and ``files`` hold from the home page and root folder."""

    name: str
    rights: frozenset[str]
    pages: frozenset[str] = field(default_factory=frozenset)
    files: frozenset[str] = field(default_factory=frozenset)


WRITE_PAGES = frozenset({"add_page", "change_page", "publish_page"})
RUN_PAGES = WRITE_PAGES | {"bulk_delete_page", "lock_page", "unlock_page"}

EDITOR_RIGHTS = (
    ENTER
    | may("view add change publish", *ENTRIES)
    | may("view add change", *SESSIONS)
    | may("view", "editorial.finding", "editorial.plainword", *SEARCHES, *CHOSEN, *SYNONYMS)
    | may("view add change", "training.gap")
)
EDITOR_FILES = may("add change choose", *FILES)

MODERATOR_RIGHTS = (
    EDITOR_RIGHTS
    | may("delete lock unlock", *ENTRIES)
    | may("view add change", *WORDS)
    | may("add change delete", "editorial.plainword", *CHOSEN, *SYNONYMS)
    | may("delete", "training.gap")
    | may("change", "base.sitesettings", "base.menus")
    | may("add change delete", "wagtailredirects.redirect")
    | {"publishing.review"}
)

OFFICER_RIGHTS = (
    ENTER
    | may("view add change", *PEOPLE, *SESSIONS, "accounts.registerload")
    | may("view add", "accounts.merge")
    | may("view change", *BOOKINGS, "places.proposedcharge")
    | may("change", *REGISTERS, "places.register")
    | may("view add change", *CLINICS)
    | may("view", *QUESTIONS)
    | may("view change", *REQUESTS)
    | may("view add change", "places.terms")
    | may("view", "notify.message", "places.seatcheck", "places.evaluation", *WORDS, *JOINING)
    | may("view change", "places.certificate")
    | may("view change", "notify.messagetemplate", "accounts.membershiprequest", "places.reminderrule")
    | may("erase", "accounts.person")
    | may("view", "accounts.erasure")
    | may("view add change", "accounts.loststep", "training.gap")
    | may("view", *SEARCHES, *CHOSEN)
    | may("view add change delete", *SYNONYMS)
    | may("view", "finance.document")
)

ADMINISTRATOR_RIGHTS = (
    MODERATOR_RIGHTS
    | OFFICER_RIGHTS
    | may("delete", *PEOPLE, "training.venue", "training.trainer")
    | may("view add change", "accounts.user")
    | may("view add change", "finance.issuer", "finance.vattable")
    | may(
        "view add",
        "finance.document",
        "finance.closing",
        "finance.journalbatch",
        "finance.billedelsewhere",
    )
    | may("view change", "finance.bankline")
    | may("view", "finance.ledgerentry", "finance.account", *CARDS)
    | may("add change", "finance.cardrefund")
    | may("change", "finance.cardtask")
    | may("view change", "outbox.outboxrow")
    | may("add change delete", "wagtailcore.collection")
    | may("view add change delete", "publishing.secondpersonrule")
)

GROUPS = (
    StaffGroup("Content editors", EDITOR_RIGHTS, WRITE_PAGES, EDITOR_FILES),
    StaffGroup("Moderators", MODERATOR_RIGHTS, RUN_PAGES, EDITOR_FILES),
    StaffGroup(
        "Trainers",
        ENTER
        | may("view", *SESSIONS, *BOOKINGS, "places.evaluation", *CLINICS, *QUESTIONS)
        | may("change", *REGISTERS, "slots.liftaction"),
    ),
    StaffGroup("Officers", OFFICER_RIGHTS),
    StaffGroup(
        "Finance",
        ENTER
        | may("view", *BOOKINGS, *SESSIONS, *PEOPLE, *CHARGES, *MONEY, *CARDS, *REQUESTS)
        | may("add change", "finance.issuer", "finance.vattable", "finance.cardrefund")
        | may("change", "finance.cardtask", "finance.bankline")
        | may(
            "add",
            "finance.document",
            "finance.closing",
            "finance.journalbatch",
            "finance.billedelsewhere",
        ),
    ),
    StaffGroup(
        "Auditors",
        ENTER
        | may("view", *ENTRIES, *SESSIONS, *BOOKINGS, *PEOPLE, *WORDS)
        | may("view", "notify.message", "notify.messagetemplate", "outbox.outboxrow")
        | may("view", *CHARGES, "places.seatcheck", "accounts.registerload", "accounts.merge")
        | may("view", "places.reminderrule", "places.evaluation", "places.certificate")
        | may("view", "accounts.erasure", "accounts.loststep", *JOINING, *SEARCHES, *CHOSEN, *SYNONYMS)
        | may("view", "training.gap", *CLINICS, *MONEY, *CARDS, *REQUESTS),
    ),
    StaffGroup("Administrators", ADMINISTRATOR_RIGHTS, RUN_PAGES, EDITOR_FILES),
)


@transaction.atomic
def sync_groups() -> list[str]:
    """Makes the groups as the table says; repeats change nothing.

    Returns the rights named in the table that the database does not know, sorted: with all
    migrations run there are none.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    unknown: set[str] = set()
    for row in GROUPS:
        group, _created = Group.objects.get_or_create(name=row.name)
        group.permissions.set([known[right] for right in row.rights if right in known])
        _grant_pages(group, row, known)
        _grant_files(group, row, known)
        unknown |= {right for right in row.rights | row.files if right not in known}
    Group.objects.filter(name=STOCK_GROUP, user__isnull=True).delete()
    return sorted(unknown)


def _grant_pages(group: Group, row: StaffGroup, known: dict[str, Permission]) -> None:
    """Rights on the whole site. Without a site, as in an emptied database, there is nothing to grant."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    wanted = [known[f"wagtailcore.{codename}"] for codename in row.pages]
    held = GroupPagePermission.objects.filter(group=group)
    held.exclude(page=site.root_page_id, permission__in=wanted).delete()
    for permission in wanted:
        held.get_or_create(group=group, page_id=site.root_page_id, permission=permission)


def _grant_files(group: Group, row: StaffGroup, known: dict[str, Permission]) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        return
    wanted = [known[right] for right in row.files if right in known]
    held = GroupCollectionPermission.objects.filter(group=group)
    held.exclude(collection=root, permission__in=wanted).delete()
    for permission in wanted:
        held.get_or_create(group=group, collection=root, permission=permission)
