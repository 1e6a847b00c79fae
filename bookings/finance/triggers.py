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
    *frozen("finance_closing"),
    *frozen("finance_journalbatch"),
    *frozen("finance_journalline"),
    *frozen("finance_journaloutcome"),
    *frozen("finance_billedelsewhere"),
    *kept("finance_series"),
    *kept("finance_ledger"),
    *kept("finance_account"),
    *kept("finance_issuer"),
    *kept("finance_paymentattempt"),
    *kept("finance_attemptpart"),
    *kept("finance_cardrefund"),
    *kept("finance_carddispute"),
    *kept("finance_cardevent"),
    Guard(
        "finance_paymentattempt_facts",
        "finance_paymentattempt",
        "UPDATE",
        "NEW.uid <> OLD.uid OR NEW.account_id <> OLD.account_id OR NEW.pence <> OLD.pence OR NEW.test <> OLD.test "
        "OR (OLD.state = 'paid' AND (NEW.state <> OLD.state OR NEW.payment_id <> OLD.payment_id "
        "OR NEW.paid_at <> OLD.paid_at))",
    ),
    Guard(
        "finance_attemptpart_facts",
        "finance_attemptpart",
        "UPDATE",
        "NEW.attempt_id <> OLD.attempt_id OR NEW.document_id <> OLD.document_id OR NEW.pence <> OLD.pence",
    ),
    Guard(
        "finance_cardrefund_facts",
        "finance_cardrefund",
        "UPDATE",
        "NEW.uid <> OLD.uid OR NEW.attempt_id <> OLD.attempt_id OR NEW.pence <> OLD.pence",
    ),
    Guard(
        "finance_cardevent_facts",
        "finance_cardevent",
        "UPDATE",
        "NEW.event_id <> OLD.event_id OR NEW.kind <> OLD.kind OR NEW.sha256 <> OLD.sha256",
    ),
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
    Guard(
        "finance_ledger_stays_closed",
        "finance_ledger",
        "UPDATE",
        "OLD.closed_through IS NOT NULL AND "
        "(NEW.closed_through IS NULL OR NEW.closed_through < OLD.closed_through)",
    ),
    Guard("finance_vattable_no_update", "finance_vattable", "UPDATE", "OLD.signed_off_at IS NOT NULL"),
    Guard("finance_vattable_no_delete", "finance_vattable", "DELETE", "OLD.signed_off_at IS NOT NULL"),
    Guard("finance_vatrule_no_insert", "finance_vatrule", "INSERT", SIGNED.format(row="NEW")),
    Guard("finance_vatrule_no_update", "finance_vatrule", "UPDATE", SIGNED.format(row="OLD")),
    Guard("finance_vatrule_no_delete", "finance_vatrule", "DELETE", SIGNED.format(row="OLD")),
)
