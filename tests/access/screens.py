"""Who may do what on each admin screen: written by hand, and compared with what happens."""

from __future__ import annotations

from dataclasses import dataclass, replace

EDITOR, MODERATOR, TRAINER = "editor", "moderator", "trainer"
OFFICER, FINANCE, AUDITOR, ADMIN = "officer", "finance", "auditor", "admin"
STAFF = frozenset({EDITOR, MODERATOR, TRAINER, OFFICER, FINANCE, AUDITOR, ADMIN})
OUTSIDERS = frozenset({"nobody", "parent", "senco", "senco2", "head", "business"})

READ = {"index", "list", "index_results", "list_results", "inspect"}
PAST = {"usage", "history", "history_results", "workflow_history"}
"""Wagtail shows where and how a row was used and changed to those who may change it."""

IN_A_WORKFLOW = {
    "workflow_action", "collect_workflow_action_data", "workflow_preview", "workflow_history_detail",
}  # fmt: skip
"""Without a running workflow these have nothing to show: 404 for those who may as well."""

CHOOSE = {"choose", "choose_results", "chosen", "chosen_multiple"}
RIGHTS = {
    **dict.fromkeys(READ, "view"),
    **dict.fromkeys(PAST, "change"),
    **dict.fromkeys(CHOOSE, "choose"),
    **dict.fromkeys(IN_A_WORKFLOW, "change"),
    "delegates": "register",
    "choose_parent": "enter",
    "confirm_workflow_cancellation": "change",
    "add": "add",
    "create": "add",
    "copy": "add",
    "series": "add",
    "preview_on_add": "add",
    "edit": "change",
    "cancel": "change",
    "revoke": "change",
    "restore": "change",
    "approval": "change",
    "pin": "change",
    "substitute": "change",
    "transfer": "change",
    "book": "book",
    "decide": "change",
    "record": "record",
    "issue": "issue",
    "take": "change",
    "quote": "change",
    "gap": "change",
    "schedule": "change",
    "close": "change",
    "credit": "issue",
    "pause": "issue",
    "close_books": "add",
    "make": "add",
    "post": "add",
    "withdraw": "add",
    "reverse": "add",
    "file": "view",
    "resume": "issue",
    "elsewhere": "issue",
    "back": "issue",
    "sign_off": "change",
    "load": "change",
    "allocate": "change",
    "aside": "change",
    "pdf": "view",
    "done": "record",
    "reopen": "record",
    "try_again": "retry",
    "apply": "change",
    "leave": "change",
    "problems": "view",
    "late": "view",
    "kept": "view",
    "compare": "add",
    "preview_on_edit": "change",
    "revisions_view": "change",
    "revisions_revert": "change",
    "revisions_compare": "change",
    "revisions_unschedule": "publish",
    "unpublish": "publish",
    "delete": "delete",
    "lock": "lock",
    "give": "erase",
    "erase": "erase",
    "unlock": "lock",
}
"""What each address of an admin screen takes, by the last part of its name."""

POSTED = {
    "take", "close", "lock", "unlock", "try_again", "apply", "leave", "done", "reopen", "resume",
    "reverse",
}  # fmt: skip
"""Addresses that answer to a POST only."""


@dataclass(frozen=True)
class Screen:
    """Roles that have each right; nobody has one that is left out. The superuser has all."""

    view: frozenset[str] = frozenset()
    add: frozenset[str] = frozenset()
    change: frozenset[str] = frozenset()
    delete: frozenset[str] = frozenset()
    publish: frozenset[str] = frozenset()
    lock: frozenset[str] = frozenset()
    retry: frozenset[str] = frozenset()
    register: frozenset[str] = frozenset()
    enter: frozenset[str] = STAFF
    choose: frozenset[str] = STAFF
    erase: frozenset[str] = frozenset()
    book: frozenset[str] = frozenset()
    record: frozenset[str] = frozenset()
    issue: frozenset[str] = frozenset()

    def allows(self, role: str, right: str) -> bool:
        """Whether ``role`` may do what takes ``right``. Those who may write may read."""
        allowed = getattr(self, right) | {ADMIN}
        if right == "view":
            allowed |= self.add | self.change | self.delete
        return role in allowed


def roles(names: str) -> frozenset[str]:
    return frozenset(names.split())


ENTRY = Screen(
    view=roles("auditor"),
    add=roles("editor moderator"),
    change=roles("editor moderator"),
    publish=roles("editor moderator"),
    delete=roles("moderator"),
    lock=roles("moderator"),
)
SESSION = Screen(
    view=roles("trainer finance auditor"),
    add=roles("editor moderator officer"),
    change=roles("editor moderator officer"),
    register=roles("trainer officer finance auditor"),
)
PEOPLE = Screen(
    view=roles("finance auditor"),
    add=roles("officer"),
    change=roles("officer"),
    choose=roles("officer finance auditor"),
)
WORDS = Screen(view=roles("officer auditor"), add=roles("moderator"), change=roles("moderator"))

SCREENS = {
    "wagtailsnippets_directory_resource": ENTRY,
    "wagtailsnippets_directory_service": ENTRY,
    "wagtailsnippets_directory_organisation": ENTRY,
    "courses": Screen(view=roles("editor moderator"), add=roles("editor moderator")),
    "sessions": replace(SESSION, book=roles("officer")),
    "venues": SESSION,
    "trainers": SESSION,
    "venue_chooser": SESSION,
    "admin_bookings": Screen(view=roles("trainer finance auditor"), change=roles("officer")),
    "proposed_charges": Screen(view=roles("finance auditor"), change=roles("officer")),
    "terms": Screen(view=roles("finance auditor"), add=roles("officer"), change=roles("officer")),
    "seat_checks": Screen(view=roles("officer auditor")),
    "reminder_rules": Screen(view=roles("auditor"), change=roles("officer")),
    "certificates_given": Screen(view=roles("auditor"), change=roles("officer")),
    "support_meetings": Screen(
        view=roles("trainer auditor"),
        add=roles("officer"),
        change=roles("officer"),
        record=roles("trainer officer"),
    ),
    "lift_actions": Screen(view=roles("trainer officer auditor"), record=roles("trainer officer")),
    "support_counts": Screen(view=roles("trainer officer auditor")),
    "bespoke_requests": Screen(view=roles("finance auditor"), change=roles("officer")),
    "to_invoice": Screen(view=roles("officer finance auditor"), issue=roles("finance")),
    "invoices": Screen(view=roles("officer finance auditor"), issue=roles("finance")),
    **dict.fromkeys(
        ["ledger", "aged_debt", "accounts_of_schools", "district_income"],
        Screen(view=roles("finance auditor")),
    ),
    **dict.fromkeys(["closings", "journals"], Screen(view=roles("auditor"), add=roles("finance"))),
    "payments": Screen(view=roles("auditor"), change=roles("finance")),
    "card_payments": Screen(view=roles("finance auditor")),
    "card_events": Screen(view=roles("finance auditor")),
    "card_refunds": Screen(view=roles("auditor"), issue=roles("finance"), change=roles("finance")),
    "card_tasks": Screen(view=roles("finance auditor"), record=roles("finance")),
    "billed_elsewhere": Screen(view=roles("finance auditor"), issue=roles("finance")),
    **dict.fromkeys(
        ["issuers", "vat_tables"],
        Screen(view=roles("auditor"), add=roles("finance"), change=roles("finance")),
    ),
    "evaluations": Screen(view=roles("trainer officer auditor")),
    "message_templates": Screen(view=roles("auditor"), change=roles("officer")),
    "messages": Screen(view=roles("officer auditor")),
    "schools": PEOPLE,
    "people": replace(PEOPLE, erase=roles("officer")),
    "deletions": Screen(view=roles("officer auditor")),
    "memberships": PEOPLE,
    "lost_steps": Screen(view=roles("auditor"), add=roles("officer"), change=roles("officer")),
    "membership_requests": Screen(view=roles("auditor"), change=roles("officer")),
    "membership_record": Screen(view=roles("officer auditor")),
    "school_chooser": PEOPLE,
    "merges": Screen(view=roles("auditor"), add=roles("officer")),
    "register_loads": Screen(view=roles("auditor"), add=roles("officer"), change=roles("officer")),
    "person_chooser": PEOPLE,
    "findings": Screen(view=roles("editor moderator")),
    "plain_words": Screen(
        view=roles("editor"),
        add=roles("moderator"),
        change=roles("moderator"),
        delete=roles("moderator"),
    ),
    "wordings": Screen(view=roles("editor moderator officer auditor")),
    "promotions": Screen(
        view=roles("editor officer auditor"),
        add=roles("moderator"),
        change=roles("moderator"),
        delete=roles("moderator"),
    ),
    "synonyms": Screen(
        view=roles("editor auditor"),
        add=roles("moderator officer"),
        change=roles("moderator officer"),
        delete=roles("moderator officer"),
    ),
    "gaps": Screen(
        view=roles("auditor"),
        add=roles("editor moderator officer"),
        change=roles("editor moderator officer"),
        delete=roles("moderator"),
    ),
    "second_person": Screen(),
    "outbox": Screen(view=roles("auditor")),
    "background": Screen(view=roles("auditor")),
    "wagtailusers_users": Screen(),
    **dict.fromkeys(
        [
            "areas", "needs", "phases", "audiences", "levels", "tiers", "resource_types",
            "access_features", "core_standards", "districts", "communities",
            "school_terms",
        ],
        WORDS,
    ),
}  # fmt: skip
