"""Settings of the tests: the real parts, but quick password hashing and mail kept in memory."""

from __future__ import annotations

from portal.settings.dev import *

SECRET_KEY = "only-for-tests-0123456789-only-for-tests-0123456789"
MFA_ENCRYPTION_KEYS = [SECRET_KEY]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SIGN_IN_MAIL_BESIDE_THE_ANSWER = False

SEARCH_COUNTING = False
WHITENOISE_AUTOREFRESH = True
"""Static files are looked up when one is asked for: every client of a test would list all of them first."""
