"""What every test may ask for: a real PostgreSQL, a real browser."""

pytest_plugins = [
    "tests.fixtures.memory",
    "tests.fixtures.garbage",
    "tests.fixtures.postgres",
    "tests.fixtures.browser",
    "tests.fixtures.aws",
    "tests.fixtures.between",
    "tests.fixtures.links",
    "tests.web.fixtures",
    "tests.fixtures.joined_portal",
    "tests.fixtures.idp",
    "tests.fixtures.slapd",
    "tests.fixtures.receiver",
    "tests.fixtures.saml_idp",
    "tests.browser.signing_in",
]
