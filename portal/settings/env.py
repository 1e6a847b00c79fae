"""The one place that reads the environment, and so the one settings module that may branch.

Every name is documented in ``.env.example``.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_env = environ.Env()
if (BASE_DIR / ".env").exists():
    _env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(_env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = _env.bool("DEBUG", default=False)
PORT = _env.int("PORT", default=8000)
ALLOWED_HOSTS = _env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PUBLIC_URL = _env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
MEDIA_ROOT = Path(_env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
EMAIL_URL = _env.str("EMAIL_URL", default="")
EMAIL_FROM = _env.str("EMAIL_FROM", default="Kent Directory of Resources <no-reply@portal.example>")
ELASTICSEARCH_URL = _env.str("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_INDEX_PREFIX = _env.str("ELASTICSEARCH_INDEX_PREFIX", default="kent")
ELASTICSEARCH_API_KEY = _env.str("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA_CERTS = _env.str("ELASTICSEARCH_CA_CERTS", default="")
ELASTICSEARCH_PATIENCE = _env.float("ELASTICSEARCH_PATIENCE", default=0.2)
TRUSTED_PROXY_COUNT = _env.int("TRUSTED_PROXY_COUNT", default=0)


STRIPE = "https://api.stripe.com"
STRIPE_API_KEY = _env.str("STRIPE_API_KEY", default="").strip()
STRIPE_API_BASE = _env.str("STRIPE_API_BASE", default=STRIPE).rstrip("/")
STRIPE_WEBHOOK_SECRETS = [
    one.strip() for one in _env.list("STRIPE_WEBHOOK_SECRETS", default=[]) if one.strip()
]
ALLOW_TEST_PAYMENTS = _env.bool("ALLOW_TEST_PAYMENTS", default=False)
CARD_REFUND_ALONE_PENCE = _env.int("CARD_REFUND_ALONE_POUNDS", default=100) * 100


def card_test(key: str, base: str) -> bool:
    """Whether card payments move no money here. Without a key there are none, so nothing is a test.

    Raises ``ImproperlyConfigured`` for a key of no known kind, and for a live key that would be told to
    somebody other than Stripe.
    """
    if not key:
        return False
    if not key.startswith(("sk_live_", "rk_live_", "sk_test_", "rk_test_")):
        raise ImproperlyConfigured("STRIPE_API_KEY is none: one begins with rk_live_ or rk_test_.")
    live = key.startswith(("sk_live_", "rk_live_"))
    if live and base != STRIPE:
        raise ImproperlyConfigured(
            "A live STRIPE_API_KEY is only told to Stripe: leave out STRIPE_API_BASE."
        )
    return not live


def card_pages(key: str, base: str) -> list[str]:
    """Where a form of ours may lead to, so that a browser lets people go there to pay."""
    if not key:
        return []
    return ["https://checkout.stripe.com" if base == STRIPE else base]


def require(*names: str) -> None:
    """Raises ``ImproperlyConfigured`` that says which of these settings are absent or empty.

    Their stand-ins (a file, an address of this machine) would fail a public portal in silence.
    """
    missing = [name for name in names if not _env.str(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"Production needs {', '.join(missing)}: see .env.example for each.")


def secret_key() -> str:
    """The signing key: ``SECRET_KEY``, or one made once per data directory."""
    given = _env.str("SECRET_KEY", default="")
    if given:
        return str(given)
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return kept.read_text(encoding="utf-8").strip()


def database() -> dict[str, Any]:
    """Django's configuration of the database that ``DATABASE_URL`` names (SQLite when absent).

    SQLite takes its write lock at BEGIN and waits up to 20 s for it, so that two bookers queue
    instead of failing; WAL lets readers go on meanwhile.
    """
    url = _env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"
    config: dict[str, Any] = _env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;"
            ),
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    config["CONN_MAX_AGE"] = 60
    return config


def cache() -> dict[str, Any]:
    """The shared cache: ``CACHE_URL`` (Redis), or a table of the database.

    Web and worker are separate processes and sign-in limits are counted in the default cache, so
    an in-process cache would count each process on its own.
    """
    if _env.str("CACHE_URL", default=""):
        config: dict[str, Any] = _env.cache_url("CACHE_URL")
        return config
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # The default of 300 would have tries forgotten as soon as a school signs in.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }


def email() -> dict[str, Any]:
    """Mail settings of ``EMAIL_URL``; without it, mails are kept as files under the data directory."""
    if EMAIL_URL:
        config: dict[str, Any] = _env.email_url("EMAIL_URL")
        return config
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
    }


def mfa_keys(fallback: str) -> list[str]:
    """Keys that encrypt sign-in secrets at rest, newest first; derived from the signing key if absent."""
    return list(_env.list("MFA_ENCRYPTION_KEYS", default=[fallback]))
