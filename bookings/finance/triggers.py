"""What of finance the database itself refuses: changing, deleting or emptying what was issued and booked."""

from __future__ import annotations

from portal.base.frozen import Guard, frozen, kept

SIGNED = (
    "EXISTS (SELECT 1 FROM finance_vattable t"
    " WHERE t.id = {row}.table_id AND t.signed_off_at IS NOT NULL)"
)

GUARDS = (
    *frozen("finance_document"),
    *frozen("finance_documentline"),
    *frozen("finance_documentfile"),
    *frozen("finance_ledgerentry"),
    *kept("finance_series"),
    *kept("finance_ledger"),
    *kept("finance_account"),
    *kept("finance_issuer"),
    Guard(
        "finance_series_counts_on",
        "finance_series",
        "UPDATE",
        "NEW.last NOT IN (OLD.last, OLD.last + 1)",
    ),
    Guard(
        "finance_ledger_counts_on",
        "finance_ledger",
        "UPDATE",
        "NEW.length NOT IN (OLD.length, OLD.length + 1)",
    ),
    Guard("finance_vattable_no_update", "finance_vattable", "UPDATE", "OLD.signed_off_at IS NOT NULL"),
    Guard("finance_vattable_no_delete", "finance_vattable", "DELETE", "OLD.signed_off_at IS NOT NULL"),
    Guard("finance_vatrule_no_insert", "finance_vatrule", "INSERT", SIGNED.format(row="NEW")),
    Guard("finance_vatrule_no_update", "finance_vatrule", "UPDATE", SIGNED.format(row="OLD")),
    Guard("finance_vatrule_no_delete", "finance_vatrule", "DELETE", SIGNED.format(row="OLD")),
)
