"""A browser without pictures: a cookie jar that walks through sign-in and console by itself."""

import json
from typing import Any

import requests

from app.demo.aws import EmbeddedAws
from tests.demo.callers import DEVELOPER, Keys, assume, keys_of, sts

DESTINATION = "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#Instances:"
ISSUER = "https://doorstep.example.com/console?role_arn=x"


def session_json(keys: Keys, **changes: Any) -> str:
    """The Session parameter of getSigninToken."""
    session = {
        "sessionId": keys.access_key_id,
        "sessionKey": keys.secret_access_key,
        "sessionToken": keys.session_token,
    }
    return json.dumps({name: value for name, value in {**session, **changes}.items() if value is not None})


def get_signin_token(aws: EmbeddedAws, session: str, *, method: str = "POST", **more: str) -> requests.Response:
    url, parameters = f"{aws.signin_url}/federation", {"Action": "getSigninToken", "Session": session, **more}
    if method == "POST":
        return requests.post(url, data=parameters, timeout=10)
    return requests.get(url, params=parameters, timeout=10)


def entered(aws: EmbeddedAws, role_arn: str = DEVELOPER, **changes: Any) -> Keys:
    """Keys of a session of the role."""
    return keys_of(assume(sts(aws), role_arn, **changes))


def signin_token(aws: EmbeddedAws, role_arn: str = DEVELOPER, *, duration: str | None = None, **changes: Any) -> str:
    """A sign-in token for a session of the role."""
    more = {"SessionDuration": duration} if duration else {}
    token: str = get_signin_token(aws, session_json(entered(aws, role_arn, **changes)), **more).json()["SigninToken"]
    return token


class Browser:
    """Somebody's browser; it follows redirects and keeps cookies."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self._aws = aws
        self._jar = requests.Session()

    def log_in(self, token: str, *, destination: str = DESTINATION, issuer: str = ISSUER) -> requests.Response:
        query = {"Action": "login", "SigninToken": token, "Destination": destination, "Issuer": issuer}
        return self._jar.get(f"{self._aws.signin_url}/federation", params=query, timeout=10)

    def visit(self, url: str, *, follow: bool = True) -> requests.Response:
        return self._jar.get(url, timeout=10, allow_redirects=follow)

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._jar.cookies.items())
