"""The settings of a proxy: what each kind needs, and that nothing is written down that would have no effect."""

import pytest

from app.settings import Settings, SettingsRefused, load
from tests.proxy.conftest import OURS
from tests.proxy.signing import ALB

GOV = "arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:111122223333:loadbalancer/app/doorstep/50dc6c495c0c9188"
CHINA = "arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/app/doorstep/50dc6c495c0c9188"
ISSUER = {"ISSUER": "https://id.example.com", "AUDIENCE": "doorstep"}
ALB_SETTINGS = {"KIND": "alb", "LOAD_BALANCER": ALB, **ISSUER}
HEADER = {"KIND": "header", "HEADER": "Remote-User", "PEERS": "10.0.0.0/8,unix"}


def loaded(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> Settings:
    proxy = {f"DOORSTEP_PROXY__{name}": value for name, value in ({"LABEL": "Corp SSO"} | settings).items()}
    for name, value in (OURS | proxy).items():
        monkeypatch.setenv(name, value)
    return load(Settings)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (ALB_SETTINGS, "https://public-keys.auth.elb.eu-central-1.amazonaws.com"),
        (
            ALB_SETTINGS | {"LOAD_BALANCER": GOV},
            "https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1",
        ),
        (ALB_SETTINGS | {"LOAD_BALANCER": CHINA, "KEYS_URL": "https://keys.example.com/"}, "https://keys.example.com"),
        (ISSUER | {"KIND": "cloudflare"}, "https://id.example.com/cdn-cgi/access/certs"),
        ({"KIND": "iap", "AUDIENCE": "/projects/1/apps/x"}, "https://www.gstatic.com/iap/verify/public_key-jwk"),
    ],
)
def test_where_the_keys_are(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], address: str) -> None:
    proxy = loaded(monkeypatch, settings).proxy

    assert proxy is not None
    assert (proxy.keys_address, proxy.way_name) == (address, settings["KIND"])


@pytest.mark.parametrize(
    ("settings", "methods"),
    [
        (ALB_SETTINGS, ()),
        (ALB_SETTINGS | {"MFA_AMR": "mfa"}, ("mfa",)),
        (ISSUER | {"KIND": "cloudflare"}, ("mfa",)),
        (ISSUER | {"KIND": "cloudflare", "MFA_AMR": "hwk otp"}, ("hwk", "otp")),
    ],
)
def test_what_a_load_balancer_passes_on_is_no_second_factor_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], methods: tuple[str, ...]
) -> None:
    proxy = loaded(monkeypatch, settings).proxy

    assert proxy is not None
    assert proxy.mfa_methods == methods


def test_a_proxy_is_a_way_in_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOORSTEP_LOCAL_SIGN_IN", "no")

    assert loaded(monkeypatch, HEADER).local_sign_in == "no"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"KIND": "alb"}, "kind alb needs load_balancer, issuer, audience"),
        ({"KIND": "cloudflare", "ISSUER": "https://id.example.com"}, "kind cloudflare needs audience"),
        ({"KIND": "header", "HEADER": "Remote-User"}, "kind header needs peers"),
        (HEADER | {"AUDIENCE": "doorstep"}, "audience has no effect with kind header"),
        ({"KIND": "iap", "AUDIENCE": "a", "ISSUER": "https://id.example.com"}, "issuer has no effect with kind iap"),
        (ALB_SETTINGS | {"HEADER": "Remote-User"}, "header has no effect with kind alb"),
        (ALB_SETTINGS | {"LOAD_BALANCER": ALB.replace("/app/", "/net/")}, "ARN of an Application Load Balancer"),
        (ALB_SETTINGS | {"LOAD_BALANCER": ALB.replace("eu-central-1", "evil.example/x-1")}, "ARN of an Application"),
        (ALB_SETTINGS | {"LOAD_BALANCER": CHINA}, "keys_url says it"),
        (ALB_SETTINGS | {"KEYS_URL": "http://keys.example.com"}, "http is for loopback only"),
        (ALB_SETTINGS | {"GROUPS_REQUIRED": "yes"}, "groups_required needs a groups_claim"),
        (HEADER | {"HEADER": "Remote_User"}, "letters, digits and hyphens"),
        (HEADER | {"PEERS": "10.0.0.0/8,0.0.0.0/0"}, "peers names everybody"),
        (HEADER | {"PEERS": "::/0"}, "peers names everybody"),
        (HEADER | {"PEERS": "everybody"}, "not a network in CIDR notation"),
        (HEADER | {"NAME": "Corp SSO"}, "small letters and digits"),
        (HEADER | {"NAME": "mfa"}, "not “mfa”"),
        (HEADER | {"LOGOUT_URL": "https://id.example.com/#out"}, "an address such as"),
        (HEADER | {"HEADR": "x"}, "there is no such setting"),
    ],
)
def test_nonsense_is_named(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsRefused, match="DOORSTEP_PROXY") as refused:
        loaded(monkeypatch, settings)

    assert words in str(refused.value)
