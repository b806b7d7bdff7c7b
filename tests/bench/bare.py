"""The two calls that no portal can do without, with plain boto3 and plain requests: what clicks are compared to."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import boto3
import requests
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from requests.adapters import HTTPAdapter

from app.domain.arns import RoleArn

_WARM_UP = 50


class BareCalls:
    """One boto3 client and one requests session, shared by all threads, as AWS's own sample would have them."""

    def __init__(self, address: str, *, connections: int = 1) -> None:
        self._address = address
        config = Config(max_pool_connections=connections, retries={"total_max_attempts": 1, "mode": "standard"})
        self._sts = boto3.Session(aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="bench").client(
            "sts", region_name="eu-central-1", endpoint_url=address, config=config
        )
        self._sts.meta.events.register("before-send.sts", _name_a_click)
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.mount("http://", HTTPAdapter(pool_maxsize=connections))

    def call(self, role_arn: RoleArn) -> str:
        """AssumeRole, then getSigninToken; returns the token."""
        given = self._sts.assume_role(
            RoleArn=role_arn.text, RoleSessionName="alice", DurationSeconds=3600, SourceIdentity="alice"
        )["Credentials"]
        session = {
            "sessionId": given["AccessKeyId"],
            "sessionKey": given["SecretAccessKey"],
            "sessionToken": given["SessionToken"],
        }
        fields = {"Action": "getSigninToken", "SessionDuration": "28800", "Session": json.dumps(session)}
        answer = self._http.post(
            f"{self._address}/federation", data=fields, headers={"User-Agent": _a_click()}, timeout=5
        )
        answer.raise_for_status()
        token: str = answer.json()["SigninToken"]
        return token


def cpu_milliseconds(address: str, role_arn: RoleArn, *, times: int) -> float:
    """CPU time of this process for both calls, one pair after the other on warm connections."""
    bare = BareCalls(address)
    for _time in range(_WARM_UP):
        bare.call(role_arn)
    begun = time.process_time()
    for _time in range(times):
        bare.call(role_arn)
    return (time.process_time() - begun) / times * 1000


def pairs_a_second(address: str, role_arn: RoleArn, *, at_once: int, seconds: float) -> float:
    """How many pairs of calls end in a second when so many are on their way at once."""
    bare = BareCalls(address, connections=at_once)
    begun = time.monotonic()

    def keep_calling(_number: int) -> int:
        pairs = 0
        while time.monotonic() - begun < seconds:
            bare.call(role_arn)
            pairs += 1
        return pairs

    with ThreadPoolExecutor(at_once) as threads:
        pairs = sum(threads.map(keep_calling, range(at_once)))
    return pairs / (time.monotonic() - begun)


def _a_click() -> str:
    return f"doorstep/0 click/{uuid4()}"


def _name_a_click(request: AWSPreparedRequest, **_kwargs: object) -> None:
    request.headers["User-Agent"] = _a_click()
