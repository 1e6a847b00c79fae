"""Where sessions are kept: Django's table, read and written with one statement each."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from portal.base.prepared import Prepared, Slot

_lasting = Prepared(
    lambda: Session.objects.filter(
        session_key=Slot("key", CharField()), expire_date__gt=Slot("now", DateTimeField())
    )
)


class SessionStore(DatabaseStore):
    """Every signed-in page reads one, and each step of a form writes one."""

    def _get_session_from_db(self) -> Session | None:
        found = _lasting.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:
        """As Django's own; but one UPDATE needs no transaction around it."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        store: Any = super()
        row: Any = self.create_model_instance(store._get_session())
        kept = Session.objects.filter(pk=row.pk)
        try:
            changed = kept.update(session_data=row.session_data, expire_date=row.expire_date)
        except DatabaseError as error:
            raise UpdateError from error
        if not changed:
            # It was ended meanwhile, e.g. by signing out elsewhere, and must not come back.
            raise UpdateError
