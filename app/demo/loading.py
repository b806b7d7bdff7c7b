"""Fills the simulated accounts: organizations, the portal's users, roles with their trust policies."""

from collections.abc import Iterable

from moto.iam.models import iam_backends
from moto.organizations.models import FakeAccount, OrganizationsBackend, organizations_backends

from app.demo.company_trust import trusting_tasks
from app.demo.company_values import Company, SampleAccount, SampleRole, SampleUser
from app.demo.regions import partition_named
from app.demo.world import Organization, World

Keys = tuple[str, str]


def load(world: World, company: Company) -> dict[str, Keys]:
    """Put a company into the world; returns the portal's access key ID and secret for each partition."""
    for partition in sorted({account.partition for account in company.accounts}):
        delegated = [user.account_id for user in company.portal_users if user.partition == partition]
        _found_organization(world, [each for each in company.accounts if each.partition == partition], delegated)
    for role in (*company.roles, *company.unknown_roles):
        add_role(world, role)
    return {user.partition: _add_user(world, user) for user in company.portal_users}


def add_role(world: World, role: SampleRole) -> None:
    """Add a role, or set the trust policy of the one that is there."""
    backend = world.iam(role.partition, role.account_id)
    found = next((each for each in backend.roles.values() if each.name == role.name), None)
    if found is not None:
        found.assume_role_policy_document = role.trust_policy
        return
    created = backend.create_role(
        role_name=role.name,
        assume_role_policy_document=role.trust_policy,
        path=role.path,
        permissions_boundary=None,
        description=role.description,
        tags=[{"Key": key, "Value": value} for key, value in role.tags],
        max_session_duration=str(role.max_session_duration),
    )
    for policy_arn in role.managed_policies:
        world.attach(policy_arn, created)
    if role.inline_policy is not None:
        backend.put_role_policy(role.name, "doorstep", role.inline_policy)


def _add_user(world: World, user: SampleUser) -> Keys:
    backend = world.iam(user.partition, user.account_id)
    backend.create_user(partition_named(user.partition).first_region, user.user_name)
    backend.put_user_policy(user.user_name, "doorstep", user.policy)
    task_role = SampleRole(
        role_arn=user.role_arn,
        name=user.role_arn.rpartition("/")[2],
        path="/",
        partition=user.partition,
        account_id=user.account_id,
        description="The portal, where it runs as a task of a container service",
        trust_policy=trusting_tasks(),
        managed_policies=(),
    )
    add_role(world, task_role)
    backend.put_role_policy(task_role.name, "doorstep", user.policy)
    key = backend.create_access_key(user.user_name)
    return key.access_key_id, key.secret_access_key


def _found_organization(world: World, accounts: list[SampleAccount], delegated: list[str]) -> None:
    """The account named Management heads the organization, or else the first; the portal's may read it as well."""
    head = next((each for each in accounts if each.name == "Management"), accounts[0])
    backend = organizations_backends[head.account_id][head.partition]
    founded = backend.create_organization(partition_named(head.partition).first_region, FeatureSet="ALL")
    readers = frozenset([head.account_id, *delegated])
    organization = Organization(id=founded["Organization"]["Id"], head=head.account_id, readers=readers)
    world.add_organization(head.partition, organization)
    master = backend.get_account_by_id(head.account_id)
    master.name, master.email, master.tags = head.name, _email(head), dict(head.tags)
    _join(backend, head, (each for each in accounts if each is not head))


def _join(backend: OrganizationsBackend, head: SampleAccount, members: Iterable[SampleAccount]) -> None:
    """moto draws the IDs of accounts by lot; the company's accounts keep theirs."""
    for member in members:
        account = FakeAccount(backend.org, AccountName=member.name, Email=_email(member))  # type: ignore[arg-type]  # just founded
        del iam_backends[account.id]
        account.id = member.account_id
        account.tags = dict(member.tags)
        backend.accounts.append(account)
        organizations_backends.master_accounts[member.account_id] = (head.account_id, head.partition)


def _email(account: SampleAccount) -> str:
    return f"aws+{account.account_id}@cobbleandchain.example"
