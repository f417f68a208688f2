"""A passkey made of software, for tests: it answers as a key in somebody's hand would."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.AT


class SoftKey:
    """One key; `secret` is what it adds to a passphrase, or nothing."""

    def __init__(self, name: str = "blue", *, secret: bytes = b"") -> None:
        self.id = sha256(b"id of " + name.encode()).digest()
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = secret
        self.counter = 0

    def made(self, options: dict[str, Any], origin: str, **changed: Any) -> str:
        """Answer a page that asks for a new passkey."""
        said = {"rp": options["rp"]["id"], "flags": PRESENT | ATTESTED, "type": "webauthn.create"}
        said |= changed
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self._data(said, credential)
        whole = bytes(AttestationObject.create("none", data, {}))
        return self._answer(options, origin, said, data=text(whole))

    def signed(self, options: dict[str, Any], origin: str, **changed: Any) -> str:
        """Answer a page that asks for this passkey."""
        self.counter += 1
        said = {"rp": options["rpId"], "flags": PRESENT, "type": "webauthn.get"} | changed
        data = self._data(said, b"")
        client = self._client(options, origin, said)
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(options, origin, said, data=text(data), signature=text(signature))

    def _data(self, said: dict[str, Any], credential: bytes) -> AuthenticatorData:
        rp = sha256(said["rp"].encode()).digest()
        counter = said.get("counter", self.counter)
        return AuthenticatorData.create(rp, said["flags"], counter, credential)

    def _client(self, options: dict[str, Any], origin: str, said: dict[str, Any]) -> bytes:
        challenge = said.get("challenge", options["challenge"])
        told = {"type": said["type"], "challenge": challenge, "origin": origin}
        return json.dumps(told).encode()

    def _answer(
        self, options: dict[str, Any], origin: str, said: dict[str, Any], **parts: str
    ) -> str:
        found = {"id": text(self.id), "client": text(self._client(options, origin, said)), **parts}
        found["secret"] = text(self.secret) if self.secret else ""
        return json.dumps(found | {k: v for k, v in said.items() if k in ("id", "secret", "data")})


def text(raw: bytes) -> str:
    """Write bytes as browsers send them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
