"""A portal on one's own machine: demonstration content allowed, mails kept as files."""

from __future__ import annotations

from portal.settings import env
from portal.settings.base import *

SECRET_KEY = env.secret_key()
MFA_ENCRYPTION_KEYS = env.mfa_keys(SECRET_KEY)
DEMONSTRATION_ALLOWED = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
