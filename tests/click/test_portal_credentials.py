"""What the portal itself runs as: wrong, expired, missing or chained credentials are the operator's to mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.aws.identities import UnknownProfile
from app.demo.aws import EmbeddedAws
from tests.click.joined import IN_GOVCLOUD, READER, Joined


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}, "portal-credentials-unusable"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "portal-credentials-unusable"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "portal-credentials-unusable"),
    ],
    ids=["unknown key", "wrong secret", "none at all"],
)
def test_unusable_portal_credentials_are_the_operators_to_mend(
    join: Callable[..., Joined],
    aws: EmbeddedAws,
    tmp_path_factory: pytest.TempPathFactory,
    changes: dict[str, str],
    code: str,
) -> None:
    key_id, secret = aws.portal_credentials["aws"]
    good = {"DOORSTEP_AWS_PROFILES": "", "AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
    nowhere = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path_factory.mktemp("none") / "none")}
    portal = join(**(good | nowhere | changes))

    answer = portal.signed_in("alice").open(READER)

    assert answer.status_code == 503
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == code


def test_expired_portal_credentials_are_said_to_be_expired(join: Callable[..., Joined], aws: EmbeddedAws) -> None:
    task = aws.task_credentials("aws")
    portal = join(
        DOORSTEP_AWS_PROFILES="",
        AWS_ACCESS_KEY_ID=task.access_key_id,
        AWS_SECRET_ACCESS_KEY=task.secret_access_key,
        AWS_SESSION_TOKEN=task.session_token,
    )
    aws.expire_credentials(task.access_key_id)

    answer = portal.signed_in("alice").open(READER)

    assert answer.status_code == 503
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "portal-credentials-expired"


def test_a_portal_that_denies_being_chained_is_told_so_by_the_federation_endpoint(
    join: Callable[..., Joined], aws: EmbeddedAws
) -> None:
    task = aws.task_credentials("aws")
    portal = join(
        DOORSTEP_AWS_PROFILES="",
        DOORSTEP_CALLER_IS_CHAINED="no",
        AWS_ACCESS_KEY_ID=task.access_key_id,
        AWS_SECRET_ACCESS_KEY=task.secret_access_key,
        AWS_SESSION_TOKEN=task.session_token,
    )

    answer = portal.signed_in("alice").open(READER)

    assert answer.status_code == 502
    assert "DOORSTEP_CALLER_IS_CHAINED" in answer.text


def test_a_partition_without_a_region_is_not_served(join: Callable[..., Joined]) -> None:
    portal = join(
        DOORSTEP_AWS_REGIONS="eu-central-1",
        DOORSTEP_STS_ENDPOINTS="",
        DOORSTEP_SIGNIN_ENDPOINTS="",
        DOORSTEP_IAM_ENDPOINTS="",
        DOORSTEP_ORGANIZATIONS_ENDPOINTS="",
        DOORSTEP_AWS_PROFILES="aws=demo-aws",
    )

    answer = portal.signed_in("wendy").open(IN_GOVCLOUD)

    assert answer.status_code == 503
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "partition-not-served"


@pytest.mark.parametrize(
    "program",
    ["/nowhere/program", "echo nonsense", "false", """echo {"Version":1,"AccessKeyId":"A","SecretAccessKey":"B"}"""],
    ids=["missing", "prints nonsense", "fails", "prints keys that AWS does not know"],
)
def test_a_credential_process_that_does_not_work_is_the_operators_to_mend(
    join: Callable[..., Joined], tmp_path: Path, program: str
) -> None:
    config = tmp_path / "aws-config"
    config.write_text(f"[profile portal]\ncredential_process = {program}\n")
    portal = join(DOORSTEP_AWS_PROFILES="aws=portal", AWS_CONFIG_FILE=str(config))

    answer = portal.signed_in("alice").open(READER)

    assert answer.status_code == 503
    assert portal.click_entries(answer)[-1].parsed_body()["code"] == "portal-credentials-unusable"


@pytest.mark.parametrize(
    "profiles", ["aws=nobody,aws-us-gov=demo-aws-us-gov", "aws=demo-aws,aws-us-gov=nobody"], ids=["first", "second"]
)
def test_a_profile_that_is_unknown_keeps_the_portal_from_starting(join: Callable[..., Joined], profiles: str) -> None:
    with pytest.raises(UnknownProfile):
        join(DOORSTEP_AWS_PROFILES=profiles)
