"""The accounts of Cobble & Chain: ten in AWS, two in AWS GovCloud (US), each in a colour of its own."""

from app.demo.company_values import SampleAccount

IDENTITY = "048213579604"
MANAGEMENT = "590184273315"
LOG_ARCHIVE = "733920185546"
NETWORK = "306617249958"
RIDES_DEV = "158402936671"
RIDES_STAGING = "267513047782"
RIDES_PROD = "378624158893"
PAYMENTS_PROD = "489735269904"
DATA_LAKE = "590846370015"
SANDBOX = "601957481126"
GOV_IDENTITY = "712068592237"
GOV_PROGRAMS = "823179603348"

GOV_ACCOUNTS = frozenset([GOV_IDENTITY, GOV_PROGRAMS])


def sample_accounts() -> tuple[SampleAccount, ...]:
    return (
        _account(IDENTITY, "Identity", "Where the portal itself lives", "shared", "blue"),
        _account(MANAGEMENT, "Management", "The organization and the bills", "shared", "amber", sensitive=True),
        _account(LOG_ARCHIVE, "Log archive", "CloudTrail and flow logs, ten years", "shared", "indigo", sensitive=True),
        _account(NETWORK, "Network", "Transit gateways, VPN to the depots, DNS", "shared", "cyan"),
        _account(RIDES_DEV, "Rides development", "Bikes, docks and rides, for developers", "dev", "green"),
        _account(RIDES_STAGING, "Rides staging", "The next release, with invented riders", "staging", "yellow"),
        _account(RIDES_PROD, "Rides production", "9,400 bikes in six cities", "prod", "red", sensitive=True),
        _account(PAYMENTS_PROD, "Payments production", "Card payments: PCI DSS", "prod", "orange", sensitive=True),
        _account(DATA_LAKE, "Data lake", "Rides without names, for analysts and cities", "prod", "violet"),
        _account(SANDBOX, "Sandbox", "Try anything; emptied every Sunday", "sandbox", "lime"),
        _account(GOV_IDENTITY, "Gov identity", "The portal's foot in GovCloud", "shared", "teal"),
        _account(GOV_PROGRAMS, "Gov city programs", "Bikes on federal campuses", "prod", "pink", sensitive=True),
    )


def partition_of_account(account_id: str) -> str:
    return "aws-us-gov" if account_id in GOV_ACCOUNTS else "aws"


def _account(
    account_id: str, name: str, description: str, environment: str, colour: str, *, sensitive: bool = False
) -> SampleAccount:
    partition = partition_of_account(account_id)
    return SampleAccount(
        partition=partition,
        account_id=account_id,
        name=name,
        description=description,
        environment=environment,
        colour=colour,
        default_region="us-gov-west-1" if partition == "aws-us-gov" else "eu-central-1",
        sensitive=sensitive,
        tags=(("environment", environment), ("owner", "platform" if environment == "shared" else "product")),
    )
