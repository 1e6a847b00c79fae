"""A register's file in the admin: kept, shown, and applied or left, each by one service."""

from __future__ import annotations

import gzip
import io
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.models import RegisterLoad, User
from portal.accounts.register.links import load_links
from portal.accounts.register.services import load_schools
from portal.base import clock

MOST_BYTES = 150 * 1024 * 1024
"""The whole country's extract, closed schools included, is about 60 MB."""


def keep_upload(
    *, file: BinaryIO, name: str, kind: str, everywhere: bool, uploaded_by: User
) -> RegisterLoad:
    """Keeps the file with what it would change; nothing else is written.

    Raises ``ValidationError`` for ``file`` when it is no such file at all.
    """
    load = RegisterLoad(
        kind=kind,
        file_name=PurePath(name.replace("\\", "/")).name[:200],
        everywhere=everywhere,
        uploaded_by=uploaded_by,
    )
    try:
        load.report = _run(load, file, dry_run=True)
    except ValueError as error:
        raise ValidationError({"file": str(error)}) from error
    file.seek(0)
    load.payload = gzip.compress(file.read(), compresslevel=6)
    load.save()
    return load


@transaction.atomic
def apply_upload(*, load_id: int) -> RegisterLoad:
    """Writes what the file says, once: a second press finds it done. The report is then what was done."""
    load = RegisterLoad.objects.select_for_update().get(pk=load_id)
    if load.state != RegisterLoad.State.WAITING:
        return load
    load.report = _run(load, io.BytesIO(gzip.decompress(bytes(load.payload))), dry_run=False)
    load.state, load.applied_at, load.payload = RegisterLoad.State.APPLIED, clock.now(), b""
    load.save()
    return load


@transaction.atomic
def leave_upload(*, load_id: int) -> RegisterLoad:
    """Drops a file that is not to be applied after all; one that was applied stays so."""
    load = RegisterLoad.objects.select_for_update().get(pk=load_id)
    if load.state == RegisterLoad.State.WAITING:
        load.state, load.payload = RegisterLoad.State.LEFT, b""
        load.save()
    return load


def _run(load: RegisterLoad, file: BinaryIO, *, dry_run: bool) -> dict[str, Any]:
    if load.kind == RegisterLoad.Kind.LINKS:
        return load_links(file=file, dry_run=dry_run).as_json()
    return load_schools(file=file, dry_run=dry_run, everywhere=load.everywhere).as_json()
