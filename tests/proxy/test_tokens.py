"""What a signed proof has to be: each kind as its real proxy makes it, and a code of its own for each thing wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from app.domain.vouching import VouchedGroup
from tests.proxy.conftest import Proxied
from tests.proxy.key_server import KeyServer
from tests.proxy.signing import ALB, Signer, signature_of

KINDS = ["alb", "cloudflare", "iap"]
AUDIENCES = {"alb": "client", "cloudflare": "aud", "iap": "aud"}
Make = Callable[[Signer], str]


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("alb", ("https://id.example.com", "00u1", "dora", "Dora Dean", (VouchedGroup("developers", "developers"),))),
        (
            "cloudflare",
            (
                "https://acme.cloudflareaccess.com",
                "7335d417-61da-459d-899c-0a01c76a2f94",
                "dora@example.com",
                "dora@example.com",
                (VouchedGroup("developers", "developers"),),
            ),
        ),
        (
            "iap",
            (
                "https://cloud.google.com/iap",
                "accounts.google.com:1234567890",
                "dora@example.com",
                "dora@example.com",
                None,
            ),
        ),
    ],
)
def test_a_valid_proof_names_the_person(standing: dict[str, Proxied], kind: str, who: object) -> None:
    dora = standing[kind]

    vouched = dora.come(dora.signer.token())

    assert (vouched.issuer, vouched.subject, vouched.username.text, vouched.display_name, vouched.groups) == who
    assert vouched.source == "proxy:corp"
    assert vouched.email == "dora@example.com"
    assert [proof.how for proof in vouched.proofs] == ["proxy:corp"]


def altered(signer: Signer) -> str:
    header, _claims, signature = signer.token().split(".")
    return f"{header}.{signer.encoded(signer.said()[1] | {'sub': 'boss'})}.{signature}"


def by_a_stranger(signer: Signer) -> str:
    key = RSAKey.generate_key(2048) if signer.algorithm == "RS256" else ECKey.generate_key("P-256")
    return signer.signed(*signer.said(), key=key)


def with_header(**changes: Any) -> Make:
    return lambda signer: signer.token(header=changes)


def saying(**facts: Any) -> Make:
    return lambda signer: signer.saying(**facts)


def for_another(signer: Signer) -> str:
    return signer.saying(**{AUDIENCES[signer.kind]: "another"})


def for_nobody(signer: Signer) -> str:
    return signer.saying(**{AUDIENCES[signer.kind]: None})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (altered, "proxy-proof-signature-wrong"),
        (by_a_stranger, "proxy-proof-signature-wrong"),
        (with_header(alg="none"), "proxy-proof-algorithm-refused"),
        (with_header(alg="HS256"), "proxy-proof-algorithm-refused"),
        (with_header(alg=None), "proxy-proof-algorithm-refused"),
        (with_header(alg=[["ES256"]]), "proxy-proof-algorithm-refused"),
        (with_header(crit=["exp"]), "proxy-proof-unreadable"),
        (with_header(kid="00000000-0000-4000-8000-000000000000"), "proxy-proof-key-unknown"),
        (with_header(kid="../latest/meta-data"), "proxy-proof-key-unknown"),
        (with_header(kid=None), "proxy-proof-key-unknown"),
        (with_header(kid=["x"]), "proxy-proof-key-unknown"),
        (saying(iss="https://elsewhere.example"), "proxy-proof-issuer-wrong"),
        (saying(iss=None), "proxy-proof-issuer-wrong"),
        (for_another, "proxy-proof-audience-wrong"),
        (for_nobody, "proxy-proof-audience-wrong"),
        (saying(exp=1), "proxy-proof-out-of-time"),
        (saying(exp=None), "proxy-proof-unreadable"),
        (saying(exp="tomorrow"), "proxy-proof-unreadable"),
        (saying(exp=True), "proxy-proof-unreadable"),
        (saying(exp=float("nan")), "proxy-proof-unreadable"),
        (saying(exp=float("inf")), "proxy-proof-unreadable"),
        (saying(iat=4_000_000_000), "proxy-proof-out-of-time"),
        (saying(nbf=4_000_000_000), "proxy-proof-out-of-time"),
        (lambda signer: signer.token(sub=None), "claim-wrong"),
        (lambda signer: signer.token(sub="s" * 256), "claim-wrong"),
        (lambda signer: f"{signer.token()},{signer.token()}", "proxy-proof-twice"),
        (lambda _signer: "a" * 16_381, "proxy-proof-too-long"),
        (lambda _signer: "", "proxy-proof-missing"),
        (lambda _signer: "dora", "proxy-proof-unreadable"),
        (lambda _signer: "....", "proxy-proof-unreadable"),
        (lambda signer: signer.token() + ".x", "proxy-proof-unreadable"),
        (lambda signer: signer.token() + "=", "proxy-proof-unreadable"),
        (lambda signer: "\xe4" + signer.token(), "proxy-proof-unreadable"),
        (lambda signer: signer.token().replace(".", ".\xe4", 1), "proxy-proof-unreadable"),
        (lambda signer: signer.spelled(b"[" * 5000) + ".e30.e30", "proxy-proof-unreadable"),
        (lambda signer: signer.spelled(b"[7]") + ".e30.e30", "proxy-proof-unreadable"),
    ],
)
def test_what_is_wrong_has_a_code_of_its_own(through: Callable[..., Proxied], kind: str, make: Make, code: str) -> None:
    dora = through(kind)

    assert dora.refusal(make(dora.signer)) == code


def test_only_the_load_balancer_of_the_settings_signs(standing: dict[str, Proxied]) -> None:
    dora = standing["alb"]

    assert dora.refusal(dora.signer.token(header={"signer": ALB + "0"})) == "proxy-proof-signer-wrong"
    assert dora.refusal(dora.signer.token(header={"signer": None})) == "proxy-proof-signer-wrong"


def test_what_a_load_balancer_says_itself_is_not_read_from_its_claims(standing: dict[str, Proxied]) -> None:
    dora = standing["alb"]

    assert dora.refusal(dora.signer.token(header={"exp": 1}, exp=4_000_000_000)) == "proxy-proof-out-of-time"
    assert dora.come(dora.signer.token(iss="of the provider", exp=1)).username.text == "dora"


def test_padding_is_a_load_balancers_alone(standing: dict[str, Proxied]) -> None:
    dora = standing["iap"]
    header, claims = dora.signer.said()
    padded = [part + "=" * (-len(part) % 4) for part in (dora.signer.encoded(header), dora.signer.encoded(claims))]
    body = ".".join(padded)
    signature = dora.signer.spelled(signature_of(body.encode(), dora.signer.key))

    assert "=" in body
    assert dora.refusal(f"{body}.{signature}") == "proxy-proof-unreadable"


def test_a_signature_has_one_spelling(standing: dict[str, Proxied]) -> None:
    dora = standing["iap"]
    body, _dot, signature = dora.signer.token().rpartition(".")
    last = signature[-1]
    other = next(
        one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" if one not in {last, "A", "Q", "g", "w"}
    )

    assert dora.refusal(f"{body}.{signature[:-1]}{other}") == "proxy-proof-unreadable"


def test_a_key_of_another_kind_verifies_nothing(through: Callable[..., Proxied], keys: KeyServer) -> None:
    dora = through("alb")
    keys.pages[f"/alb/{dora.signer.kid}"] = ECKey.generate_key("P-384").as_pem(private=False)

    assert dora.refusal(dora.signer.token()) == "proxy-proof-signature-wrong"


def test_an_address_that_the_provider_has_not_verified_is_no_username(through: Callable[..., Proxied]) -> None:
    dora = through("alb", USERNAME_CLAIM="email")

    assert dora.come(dora.signer.token(email_verified="true")).username.text == "dora@example.com"
    assert dora.refusal(dora.signer.token(email_verified="false")) == "email-not-verified"
    assert dora.refusal(dora.signer.token(email_verified=None)) == "email-not-verified"


def test_only_whom_the_settings_let_in(through: Callable[..., Proxied]) -> None:
    dora = through("iap", REQUIRED_CLAIMS="hd=example.com")

    assert dora.come(dora.signer.token()).subject == "accounts.google.com:1234567890"
    assert dora.refusal(dora.signer.token(hd="elsewhere.example")) == "required-claim-missing"


def test_groups_that_have_to_be_there(through: Callable[..., Proxied]) -> None:
    dora = through("cloudflare", GROUPS_REQUIRED="yes")

    assert dora.refusal(dora.signer.token(custom={})) == "groups-missing"
    assert dora.refusal(dora.signer.token(custom={"groups": [7]})) == "claim-wrong"


def test_a_valid_proof_counts_from_the_peers_of_the_settings_only(through: Callable[..., Proxied]) -> None:
    dora = through("alb", PEERS="10.0.0.0/8")

    assert dora.come(dora.signer.token(), peer="10.9.9.9").username.text == "dora"
    assert dora.refusal(dora.signer.token(), peer="192.0.2.7") == "proxy-proof-from-stranger"
