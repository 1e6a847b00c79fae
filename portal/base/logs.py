"""How a line of the log is written: without keys of mailed links and without e-mail addresses.

Our own lines name ids only. But Django writes down the address of a form that it refused, which may be
a mailed link, and PostgreSQL's errors quote the values that it refused.
"""

from __future__ import annotations

import logging
import re

LINK = re.compile(
    r"(/accounts/(?:email/(?:confirm|stop)|confirm-email|password/reset/key|schools/invitations)/"
    r"|/bookings/(?:approval|calendars|offer|place|slots)/|/certificates/(?!check/))[^/\s'\"]+"
)
QUOTED = re.compile(r"(DETAIL:\s+Key \([^)]*\)=\().*(\) )")
EMAIL = re.compile(r"[^\s'\"<>(),;:=]{1,64}@[\w-]+(?:\.[\w-]+)+")


class QuietFormatter(logging.Formatter):
    """Takes them out of the whole text, tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return quiet(super().format(record))


def quiet(text: str) -> str:
    """The same text without what opens an account or names somebody."""
    return EMAIL.sub("[e-mail]", QUOTED.sub(r"\1[left out]\2", LINK.sub(r"\1[key]", text)))
