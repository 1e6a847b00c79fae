"""A public portal behind TLS. Refuses to start half set up; never loads demonstration content."""

from __future__ import annotations

from portal.settings import env
from portal.settings.base import *

env.require("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "PUBLIC_URL")

SECRET_KEY = env.secret_key()
MFA_ENCRYPTION_KEYS = env.mfa_keys(SECRET_KEY)
DEBUG = False
# Editors preview pages in a frame of the same site, so DENY is not for this portal.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
KNOWN_BROWSER_COOKIE_NAME = "__Host-known_browser"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = [env.PUBLIC_URL]
ALLAUTH_TRUSTED_PROXY_COUNT = env.TRUSTED_PROXY_COUNT
