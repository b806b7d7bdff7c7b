"""Tokens as the real proxies make them: each kind with its own claims, spelling and signature, freshly signed."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: JSON

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, RSAKey

Json = dict[str, Any]
ALB: Final = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/doorstep/50dc6c495c0c9188"
ALB_ISSUER: Final = "https://id.example.com"
ALB_CLIENT: Final = "doorstep-behind-the-alb"
ALB_KID: Final = "0f1e2d3c-4b5a-4697-8877-665544332211"
TEAM: Final = "https://acme.cloudflareaccess.com"
CLOUDFLARE_AUDIENCE: Final = "32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228"
CLOUDFLARE_KID: Final = "9338abe1baf2fe492f646a736f25afbf7b025e35c627be4f60c414d4c73069b8"
IAP_ISSUER: Final = "https://cloud.google.com/iap"
IAP_AUDIENCE: Final = "/projects/123456789/global/backendServices/987654321"
IAP_KID: Final = "f9R3yg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """One proxy: what it says of dora, where, and how it signs that."""

    kind: str
    header: str
    algorithm: str
    key: ECKey | RSAKey
    kid: str
    settings: Mapping[str, str]
    pads: bool = False

    def said(self) -> tuple[Json, Json]:
        """The header and the claims of a valid token."""
        header, claims = _SAID[self.kind](int(time.time()))
        return {"alg": self.algorithm, "kid": self.kid, "typ": "JWT"} | header, claims

    def token(self, *, header: Json | None = None, **claims: Any) -> str:
        """A token that is valid but for the changes: None leaves something out."""
        said, told = self.said()
        return self.signed(_changed(said, header or {}), _changed(told, claims))

    def saying(self, **facts: Any) -> str:
        """The same for what a proxy itself says: a load balancer says it in the header."""
        return self.token(header=facts) if self.pads else self.token(**facts)

    def signed(self, header: Json, claims: Json, *, key: ECKey | RSAKey | None = None) -> str:
        """Sign whatever is said."""
        body = f"{self.encoded(header)}.{self.encoded(claims)}"
        return f"{body}.{self.spelled(signature_of(body.encode(), key or self.key))}"

    def encoded(self, said: Json) -> str:
        return self.spelled(json.dumps(said).encode())

    def spelled(self, octets: bytes) -> str:
        """A load balancer pads each part, which RFC 7515 forbids."""
        text = urlsafe_b64encode(octets).decode()
        return text if self.pads else text.rstrip("=")


def alb(keys_url: str, key: ECKey) -> Signer:
    """An Application Load Balancer."""
    settings = {
        "KIND": "alb",
        "LOAD_BALANCER": ALB,
        "ISSUER": ALB_ISSUER,
        "AUDIENCE": ALB_CLIENT,
        "KEYS_URL": f"{keys_url}/alb",
        "GROUPS_CLAIM": "groups",
    }
    return Signer(
        kind="alb", header="X-Amzn-Oidc-Data", algorithm="ES256", key=key, kid=ALB_KID, settings=settings, pads=True
    )


def cloudflare(keys_url: str, key: RSAKey) -> Signer:
    """Cloudflare Access."""
    settings = {
        "KIND": "cloudflare",
        "ISSUER": TEAM,
        "AUDIENCE": CLOUDFLARE_AUDIENCE,
        "KEYS_URL": f"{keys_url}/cdn-cgi/access/certs",
        "GROUPS_CLAIM": "custom.groups",
    }
    return Signer(
        kind="cloudflare",
        header="Cf-Access-Jwt-Assertion",
        algorithm="RS256",
        key=key,
        kid=CLOUDFLARE_KID,
        settings=settings,
    )


def iap(keys_url: str, key: ECKey) -> Signer:
    """Google's Identity-Aware Proxy."""
    settings = {"KIND": "iap", "AUDIENCE": IAP_AUDIENCE, "KEYS_URL": f"{keys_url}/iap/verify/public_key-jwk"}
    return Signer(
        kind="iap", header="X-Goog-Iap-Jwt-Assertion", algorithm="ES256", key=key, kid=IAP_KID, settings=settings
    )


def signature_of(signed: bytes, key: ECKey | RSAKey) -> bytes:
    """Sign as RFC 7518 says: an elliptic signature is its two numbers, one after the other."""
    if isinstance(key, RSAKey):
        assert key.private_key is not None
        return key.private_key.sign(signed, PKCS1v15(), SHA256())
    assert key.private_key is not None
    first, second = decode_dss_signature(key.private_key.sign(signed, ECDSA(SHA256())))
    return first.to_bytes(32, "big") + second.to_bytes(32, "big")


def _alb_says(now: int) -> tuple[Json, Json]:
    header = {"iss": ALB_ISSUER, "client": ALB_CLIENT, "signer": ALB, "exp": now + 120}
    claims = {"sub": "00u1", "preferred_username": "dora", "name": "Dora Dean", "groups": ["developers"]}
    return header, claims | {"email": "dora@example.com", "email_verified": "true", "exp": now + 120, "iss": ALB_ISSUER}


def _cloudflare_says(now: int) -> tuple[Json, Json]:
    return {}, {
        "aud": [CLOUDFLARE_AUDIENCE],
        "email": "dora@example.com",
        "exp": now + 3600,
        "iat": now,
        "nbf": now,
        "iss": TEAM,
        "type": "app",
        "identity_nonce": "6ei69kawdKzMIAPF",
        "sub": "7335d417-61da-459d-899c-0a01c76a2f94",
        "country": "DE",
        "custom": {"groups": ["developers"]},
    }


def _iap_says(now: int) -> tuple[Json, Json]:
    return {}, {
        "iss": IAP_ISSUER,
        "aud": IAP_AUDIENCE,
        "sub": "accounts.google.com:1234567890",
        "email": "dora@example.com",
        "hd": "example.com",
        "iat": now,
        "exp": now + 600,
    }


def _changed(said: Json, changes: Json) -> Json:
    return {name: value for name, value in (said | changes).items() if value is not None}


_SAID: Final = {"alb": _alb_says, "cloudflare": _cloudflare_says, "iap": _iap_says}
