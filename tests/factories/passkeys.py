"""A passkey in software: answers the portal as a browser's authenticator would (ES256, no attestation)."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

ADD, LOGIN = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/login/"

USER_PRESENT, USER_VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40


class SoftPasskey:
    """One key at one site. ``verifies``: it asks for a finger, a face or a PIN before it answers."""

    def __init__(self, *, host: str = "localhost", verifies: bool = True) -> None:
        self.host, self.origin, self.verifies = host, f"https://{host}", verifies
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.user_handle = b""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.create`` gives."""
        asked = options["publicKey"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(NEW_CREDENTIAL) + credential,
        }
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked["challenge"]),
            attestationObject=cbor.encode(attestation),
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.get`` gives."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(SHA256())),
            userHandle=self.user_handle,
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 1)

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "response": {name: websafe_encode(value) for name, value in response.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }


def options_on(client: Client, address: str) -> dict[str, Any]:
    """What the page at ``address`` asks a passkey for."""
    options: dict[str, Any] = client.get(address).context["js_data"]
    return json.loads(json.dumps(options.get("creation_options") or options["request_options"]))


def add_passkey(
    client: Client, passkey: SoftPasskey | None = None, name: str = "My phone"
) -> SoftPasskey:
    """Makes a passkey for whoever is signed in."""
    passkey = passkey or SoftPasskey()
    answer = passkey.create(options_on(client, ADD))
    client.post(ADD, {"name": name, "credential": json.dumps(answer)})
    return passkey


def sign_in_by_passkey(client: Client, passkey: SoftPasskey, **more: str) -> Any:
    """Signs in with nothing but the passkey."""
    asked = client.get(LOGIN, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(LOGIN, {"credential": json.dumps(passkey.get(asked)), **more})
