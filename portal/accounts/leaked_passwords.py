"""Passwords that attackers try first: a list that is shipped with the portal and asked offline.

The file holds the first 5 bytes of the SHA-256 of each password, lower-cased, sorted. Looking one up
reads some 17 places of it and nothing into memory. A good password is taken for a listed one about once
in ten million times: as many as there are prefixes, shared by the hundred thousand on the list.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import overload

FILE = Path(__file__).parent / "data" / "leaked_passwords.bin"
PREFIX = 5
"""Bytes of each hash."""

SHORTEST = 10
"""Characters; shorter passwords are refused for their length."""


class Prefixes(Sequence[bytes]):
    """The sorted prefixes in ``data``, which is never read as a whole."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // PREFIX

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...

    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return bytes(self._data[index * PREFIX : (index + 1) * PREFIX])


def is_leaked(password: str) -> bool:
    """Whether the password, in any case of its letters, stands on the list."""
    listed, wanted = _listed(), _prefix(password)
    place = bisect_left(listed, wanted)
    return place < len(listed) and listed[place] == wanted


def build(passwords: Iterable[str]) -> bytes:
    """The file's content for these passwords; those too short to be chosen are left out."""
    return b"".join(sorted({_prefix(one) for one in passwords if len(one) >= SHORTEST}))


def _prefix(password: str) -> bytes:
    return sha256(password.lower().encode("utf-8", "surrogatepass")).digest()[:PREFIX]


@cache
def _listed() -> Prefixes:
    with FILE.open("rb") as file:
        return Prefixes(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
