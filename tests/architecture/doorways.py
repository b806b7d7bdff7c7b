"""Who may import whom: the rules of the rooms. Each returns one sentence a breach."""

import ast
import graphlib
import re
import sys
from collections.abc import Mapping, Sequence

from tests.architecture.sources import Import, Source, imports

JOINED = frozenset(
    {
        "domain",
        "services",
        "aws",
        "identity",
        "storage",
        "files",
        "notices",
        "web",
        "settings",
        "setting_values",
        "settings_file",
        "settings_mistakes",
        "provider_settings",
        "oidc_settings",
        "ldap_settings",
        "proxy_settings",
        "saml_settings",
        "notice_settings",
        "scim_settings",
        "scim",
        "assets",
        "logs",
        "joints",
        "factory",
    }
)
ROOMS: Mapping[str, frozenset[str]] = {
    "__init__": frozenset(),
    "__main__": frozenset({"cli"}),
    "assets": frozenset(),
    "domain": frozenset({"domain"}),
    "services": frozenset({"services", "domain"}),
    "aws": frozenset({"aws", "domain"}),
    "identity": frozenset({"identity", "domain"}),
    "storage": frozenset({"storage", "domain"}),
    "files": frozenset({"files", "domain"}),
    "notices": frozenset({"notices", "domain"}),
    "web": frozenset({"web", "services", "domain"}),
    # Like the web it is a way in: it speaks its protocol, and asks the services.
    "scim": frozenset({"scim", "services", "domain"}),
    "setting_values": frozenset({"domain"}),
    "settings_file": frozenset(),
    "settings_mistakes": frozenset(),
    "provider_settings": frozenset({"setting_values"}),
    "oidc_settings": frozenset({"provider_settings", "setting_values"}),
    "ldap_settings": frozenset({"provider_settings", "setting_values"}),
    "proxy_settings": frozenset({"provider_settings", "setting_values", "domain"}),
    "saml_settings": frozenset({"setting_values", "provider_settings"}),
    "notice_settings": frozenset({"setting_values"}),
    "scim_settings": frozenset({"domain"}),
    "settings": frozenset(
        {
            "setting_values",
            "settings_file",
            "settings_mistakes",
            "provider_settings",
            "oidc_settings",
            "ldap_settings",
            "proxy_settings",
            "saml_settings",
            "notice_settings",
            "scim_settings",
            "domain",
        }
    ),
    "logs": frozenset({"domain"}),
    "joints": JOINED - {"factory", "web"},
    "factory": JOINED,
    "wsgi": frozenset({"factory", "settings", "logs"}),
    "cli": JOINED | {"cli", "demo", "wsgi"},
    "demo": frozenset({"demo", "assets"}),
}

FLASK = frozenset({"flask", "flask_login", "jinja2", "markupsafe", "werkzeug"})
AWS = frozenset({"boto3", "botocore", "types_boto3_sts", "types_boto3_iam", "types_boto3_organizations"})
SQL = frozenset({"alembic", "psycopg", "sqlalchemy"})
PYDANTIC = frozenset({"pydantic", "pydantic_core", "pydantic_settings"})
HTTP = frozenset({"requests", "urllib3"})
# Closed: a library that is not named here for a room has no business there.
LIBRARIES: Mapping[str, frozenset[str]] = {
    "services": frozenset({"structlog"}),
    "aws": AWS | HTTP | {"structlog"},
    "identity": HTTP
    | {
        "argon2",
        "authlib",
        "cryptography",
        "fido2",
        "joserfc",
        "ldap",
        "lxml",
        "pyotp",
        "segno",
        "signxml",
        "structlog",
    },
    "storage": SQL | {"structlog", "uuid_utils"},
    "files": frozenset({"yaml"}),
    "notices": HTTP,
    "web": FLASK | {"structlog"},
    "scim": frozenset({"pydantic", "scim2_models", "scim2_server"}),
    "setting_values": PYDANTIC,
    "provider_settings": PYDANTIC,
    "oidc_settings": PYDANTIC,
    "ldap_settings": PYDANTIC,
    "saml_settings": PYDANTIC,
    "proxy_settings": PYDANTIC,
    "notice_settings": PYDANTIC,
    "scim_settings": PYDANTIC,
    # It asks whether NO_PROXY covers an address, which the HTTP client has to answer.
    "settings": PYDANTIC | {"requests"},
    "logs": frozenset({"structlog"}),
    "factory": FLASK | {"structlog"},
    "cli": FLASK | PYDANTIC | {"click", "gunicorn", "requests", "structlog"},
    "demo": FLASK | AWS | {"moto", "pyotp"},
}
MAY_READ_THE_ENVIRONMENT = frozenset({"settings", "cli"})
# Who makes which kind of authority; tests/test_authority.py says of what.
MAKERS: Mapping[str, str] = {
    "app/domain/access.py": "Grant",
    "app/services/errands/role_tests.py": "Errand",
    "app/services/errands/scans.py": "Errand",
}
WORDS = re.compile(r"#.*\w+\W+\w+\W+\w+")


def enters_only_allowed_rooms(source: Source) -> list[str]:
    """Rules 1 to 4: a room imports only the rooms that it may."""
    if source.room not in ROOMS:
        return [f"{source.path} is in no known room"]
    rooms = [(found, room) for found in imports(source) for room in _rooms(found)]
    return [_at(source, found, f"imports the room {room}") for found, room in rooms if room not in ROOMS[source.room]]


def uses_only_its_own_libraries(source: Source) -> list[str]:
    """Rule 5: one library a room, and the domain has the standard library only."""
    allowed = LIBRARIES.get(source.room, frozenset()) | sys.stdlib_module_names | {"app"}
    foreign = [found for found in imports(source) if not found.relative and found.library not in allowed]
    return [_at(source, found, f"imports {found.library}") for found in foreign]


def reads_no_environment(source: Source) -> list[str]:
    """Rule 5: the environment is read in settings; a command may build one for a process that it starts."""
    if source.room in MAY_READ_THE_ENVIRONMENT:
        return []
    attributes = [node for node in ast.walk(source.tree()) if isinstance(node, ast.Attribute)]
    read = [node.lineno for node in attributes if ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}]
    taken = [found.line for found in imports(source) if found.module == "os" and found.name in {"environ", "getenv"}]
    return [f"{source.path}:{line} reads the environment" for line in read + taken]


def imports_absolutely(source: Source) -> list[str]:
    """Rule 6: absolute imports."""
    return [_at(source, found, "imports relatively") for found in imports(source) if found.relative]


def imports_at_the_top(source: Source) -> list[str]:
    """Rule 6: no import inside a function, but for an optional extra, with a comment on that line."""
    lines = source.text.splitlines()
    hidden = [found for found in imports(source) if found.in_function]
    return [_at(source, found, "imports inside") for found in hidden if not WORDS.search(lines[found.line - 1])]


def imports_the_demo_only_inside_a_command(source: Source) -> list[str]:
    """Only `cli` imports `demo`, and only when the command runs, or for types."""
    if source.room == "demo":
        return []
    found_demo = [found for found in imports(source) if "demo" in _rooms(found)]
    return [
        _at(source, found, "imports the demo")
        for found in found_demo
        if source.room != "cli" or not (found.in_function or found.for_types)
    ]


def makes_no_grant(source: Source) -> list[str]:
    """Authority is an argument: only `require_grant` makes a Grant, and only the errand service an Errand."""
    others = {"Grant", "Errand"} - {MAKERS.get(source.path)}
    calls = [node for node in ast.walk(source.tree()) if isinstance(node, ast.Call)]
    made = [node for node in calls if ast.unparse(node.func).split(".")[-1] in others]
    return [f"{source.path}:{node.lineno} makes its own authority" for node in made]


def import_cycles(modules: Sequence[Source]) -> list[str]:
    """No module imports itself by way of others."""
    names = {module.name for module in modules}
    graph = {module.name: {name for found in imports(module) for name in _modules(found, names)} for module in modules}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [" imports ".join(reversed(error.args[1]))]
    return []


def _rooms(found: Import) -> list[str]:
    """The room that an import enters, if it is one of ours."""
    words = found.module.split(".")
    if words[0] != "app" or found.relative:
        return []
    return [words[1] if len(words) > 1 else found.name or "__init__"]


def _modules(found: Import, names: set[str]) -> list[str]:
    inner = f"{found.module}.{found.name}"
    return [inner] if inner in names else [found.module] if found.module in names else []


def _at(source: Source, found: Import, what: str) -> str:
    return f"{source.path}:{found.line} {what}"
