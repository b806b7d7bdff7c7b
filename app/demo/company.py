"""Cobble & Chain, a bicycle-sharing firm that does not exist: the sample company of the demo and of many tests."""

from app.demo.company_accounts import sample_accounts
from app.demo.company_people import sample_groups, sample_mappings, sample_people
from app.demo.company_roles import sample_roles
from app.demo.company_trust import portal_users
from app.demo.company_unknown import unknown_roles
from app.demo.company_values import (
    Company,
    SampleAccount,
    SampleGroup,
    SampleMapping,
    SamplePerson,
    SampleRole,
    SampleUser,
)

__all__ = [
    "Company",
    "SampleAccount",
    "SampleGroup",
    "SampleMapping",
    "SamplePerson",
    "SampleRole",
    "SampleUser",
    "sample_company",
]


def sample_company() -> Company:
    roles = sample_roles()
    return Company(
        name="Cobble & Chain",
        accounts=sample_accounts(),
        roles=roles,
        portal_users=portal_users(),
        unknown_roles=unknown_roles(),
        people=sample_people(),
        groups=sample_groups(),
        mappings=sample_mappings(roles),
    )
