"""Of botocore's data the portal keeps what it uses, and finds its endpoints with that as with all of it."""

from pathlib import Path

import boto3
import pytest
from botocore.loaders import Loader
from botocore.session import get_session

from app.aws.called_services import reader_like


@pytest.fixture(scope="module")
def with_all() -> boto3.Session:
    return boto3.Session()


@pytest.fixture(scope="module")
def with_few() -> boto3.Session:
    session = get_session()
    session.register_component("data_loader", reader_like(session.get_component("data_loader")))
    return boto3.Session(botocore_session=session)


def test_of_services_that_are_not_called_no_endpoint_is_kept() -> None:
    partitions = reader_like(Loader()).load_data("endpoints")["partitions"]

    kept = {name for partition in partitions for name in partition["services"]}
    assert kept == {"iam", "organizations", "sts", "oidc", "portal.sso", "sso"}


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", ["iam", "organizations", "sts", "sso", "sso-oidc"])
def test_a_client_has_the_endpoint_that_it_would_have_with_all_of_them(
    service: str, region: str, with_few: boto3.Session, with_all: boto3.Session
) -> None:
    assert _endpoint(with_few, service, region) == _endpoint(with_all, service, region)


def test_what_an_operator_keeps_in_a_folder_of_their_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text(
        '{"partitions": [{"partition": "own", "services": {"sts": {}, "s3": {}}}]}'
    )

    read = reader_like(Loader([str(tmp_path)])).load_data("endpoints")

    assert read["partitions"] == [{"partition": "own", "services": {"sts": {}}}]


def _endpoint(session: boto3.Session, service: str, region: str) -> str:
    # Any service by its name: the types know each of them by a literal.
    client = session.client(service, region_name=region, aws_access_key_id="a", aws_secret_access_key="b")  # type: ignore[call-overload]  # as above
    endpoint: str = client.meta.endpoint_url
    client.close()
    return endpoint
