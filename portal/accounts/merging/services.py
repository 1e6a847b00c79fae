"""Making two schools or two people one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.merging.plans import ALONG, MODELS, Plan, plan
from portal.accounts.merging.registry import Pair, movers
from portal.accounts.models import Merge, User

CHANGED = "One of the two has changed since you looked. Here they are as they are now: look again."


@transaction.atomic
def merge(
    *, kind: str, kept_id: int, gone_id: int, choices: Mapping[str, str], stamp: str, actor: User
) -> Merge:
    """Merges one row into another: fields as chosen (``kept`` or ``gone`` by name), everything that
    pointed to the one points to the other, and a record says who did it.

    Raises ``ValidationError`` when the two may not be merged, a choice is missing, or either changed
    since ``stamp``: somebody signed in as one of them, or another officer was first.
    """
    for mover in movers(MODELS[kind]):
        if mover.lock is not None:
            mover.lock(kept_id, gone_id)
    now = plan(kind=kind, **_locked(kind, kept_id, gone_id))
    if now.stamp != stamp:
        raise ValidationError(CHANGED)
    taken = _taken(now, choices)
    pair = Pair(kept_id, gone_id, actor)
    moved = {mover.words: mover.move(pair) for mover in movers(MODELS[kind])}
    _write(now, taken)
    record = Merge(
        kind=kind,
        kept_id=kept_id,
        gone_id=gone_id,
        gone_name=now.gone.name if kind == Merge.Kind.SCHOOL else "",
        taken=taken,
        moved={words: number for words, number in moved.items() if number},
        merged_by=actor,
    )
    record.save()
    return record


def _locked(kind: str, kept_id: int, gone_id: int) -> dict[str, Any]:
    """Both rows, always locked in the same order; who signs in as one of them comes before the person."""
    if kind == Merge.Kind.PERSON:
        users = User.objects.filter(person__in=[kept_id, gone_id]).order_by("pk")
        list(users.select_for_update(of=("self",), no_key=True))
    manager = MODELS[kind]._default_manager
    rows = {
        row.pk: row
        for row in manager.select_for_update(of=("self",))
        .filter(pk__in=[kept_id, gone_id])
        .order_by("pk")
    }
    if len(rows) != 2:
        raise ValidationError("One of the two is no longer there: it may have been merged already.")
    return {"kept": rows[kept_id], "gone": rows[gone_id]}


def _taken(now: Plan, choices: Mapping[str, str]) -> list[str]:
    """Fields whose value comes from the row that goes. Raises ``ValidationError`` by field."""
    missing, taken = {}, []
    for field in now.fields:
        choice = field.choice if field.settled else choices.get(field.name, "")
        if choice not in ("kept", "gone"):
            missing[field.name] = "Choose which of the two stays."
        elif choice == "gone":
            taken.append(field.name)
    if missing:
        raise ValidationError(missing)
    return taken


def _write(now: Plan, taken: list[str]) -> None:
    """The row that goes leaves first: what is unique may then move."""
    values = {}
    for name in taken:
        for each in (name, *ALONG.get(name, ())):
            values[each] = getattr(now.gone, each)
    if now.kind == Merge.Kind.PERSON:
        _close_other_sign_in(now, taken)
    now.gone.delete()
    kept = MODELS[now.kind]._default_manager.get(pk=now.kept.pk)
    for name, value in values.items():
        setattr(kept, name, value)
    if getattr(kept, "successor_id", None) in (now.gone.pk, kept.pk):
        kept.successor = None  # type: ignore[union-attr]
    kept.save()


def _close_other_sign_in(now: Plan, taken: list[str]) -> None:
    """Where both sign in, the sign-in that was not chosen is closed, which ends its sessions too."""
    if now.kept.user is None or now.gone.user is None:
        return
    closing = now.kept.user if "user" in taken else now.gone.user
    closing.is_active = False
    closing.save(update_fields=["is_active"])


def leads_to(*, kind: str, gone_id: int) -> int | None:
    """The id under which a row that was merged away lives on; none if it never was."""
    found, seen = None, {gone_id}
    while True:
        row = Merge.objects.filter(kind=kind, gone_id=found or gone_id).first()
        if row is None or row.kept_id in seen:
            return found
        found = row.kept_id
        seen.add(found)
