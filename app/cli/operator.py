"""Who runs the command, and what they type: the operating-system user, and passwords that leave no trace."""

import os
import pwd
import sys

import click

from app.domain.ledger import Actor
from app.identity.known_passwords import KnownPasswords
from app.identity.passwords import Argon2Passwords
from app.settings import DatabaseSettings, load


def operator() -> Actor:
    """Return the operating-system user, whom the ledger names for changes from the command line.

    The user that the process really runs as: variables such as LOGNAME are whatever somebody sets.
    """
    uid = os.getuid()
    try:
        return Actor("operator", pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Actor("operator", f"uid {uid}")


def password_hash_from(*, standard_input: bool) -> str:
    """Read a password from standard input or twice from the terminal, and return its hash.

    Raises PasswordLengthRefused, PasswordKnown, or a usage error where there is neither.
    """
    if standard_input:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        raise click.UsageError("there is no terminal to ask for a password: use --password-stdin")
    known = KnownPasswords(stolen=load(DatabaseSettings).stolen_passwords)
    return Argon2Passwords(known).hash(password)
