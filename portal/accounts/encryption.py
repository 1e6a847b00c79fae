"""Sign-in secrets at rest: authenticator keys and recovery seeds are never stored in clear."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECRET_FIELDS = ("secret", "seed")
"""Where an authenticator's data keeps what must not be read: TOTP key, recovery-code seed."""


def encrypt(text: str) -> str:
    """``text`` under the newest key of ``MFA_ENCRYPTION_KEYS``."""
    return _cipher(tuple(settings.MFA_ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """What ``encrypt`` was given, under any key still listed. Raises ``InvalidToken`` otherwise."""
    return _cipher(tuple(settings.MFA_ENCRYPTION_KEYS)).decrypt(token.encode()).decode()


def renew(token: str) -> str:
    """The same secret under the newest key, so that older keys can be dropped.

    Raises ``InvalidToken`` when no key that is listed can read it.
    """
    return _cipher(tuple(settings.MFA_ENCRYPTION_KEYS)).rotate(token.encode()).decode()


def is_under_newest_key(token: str) -> bool:
    """Whether the first of ``MFA_ENCRYPTION_KEYS`` alone can read it."""
    try:
        _cipher((settings.MFA_ENCRYPTION_KEYS[0],)).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_fernet(key) for key in keys])


def _fernet(key: str) -> Fernet:
    """Any long random string serves as a key: it is stretched to the 32 bytes Fernet wants."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"portal sign-in secrets")
    return Fernet(urlsafe_b64encode(derived.derive(key.encode())))
