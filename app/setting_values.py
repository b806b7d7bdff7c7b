"""Readers of single settings: each turns text into a value or says what is wrong with it."""

import re
import ssl
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from app.domain.client_addresses import TrustedProxies
from app.domain.partitions import partition_named, partition_of_region
from app.domain.refusals import Refusal
from app.domain.regions import Regions

SHORTEST_SECRET_KEY: Final = 32
# What a host and a port are made of: these addresses go into headers.
_NETLOC: Final = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_SHA1_LINE: Final = re.compile(rb"[0-9A-Fa-f]{40}(:[0-9]+)?[ \t]*\r?\n?")
Text = TypeVar("Text")
Value = TypeVar("Value")


def parts_of(text: object) -> object:
    """Split a comma-separated text; blanks around the parts do not count."""
    return tuple(part for part in map(str.strip, text.split(",")) if part) if isinstance(text, str) else text


def pairs_of(text: object) -> object:
    """Read `key=value,key=value`; a key that stands twice is refused."""
    if not isinstance(text, str):
        return text
    pairs: dict[str, str] = {}
    for part in (part for part in map(str.strip, text.split(",")) if part):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not (key and equals and value):
            raise ValueError("write it as key=value,key=value")
        if key in pairs:
            raise ValueError(f"{key} stands there twice")
        pairs[key] = value
    return pairs


def origin(text: str) -> str:
    """Read an origin: https, or http on loopback; nothing behind host and port."""
    parts = secure_address(text)
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it is an origin such as https://doorstep.example.com, with nothing behind the host")
    default_port = ":443" if parts.scheme == "https" else ":80"
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(default_port)}"


def address(text: str) -> str:
    """Read an address: https, or http on loopback; a path behind it, and nothing more."""
    parts = secure_address(text)
    if parts.query or parts.fragment:
        raise ValueError("it is an address such as https://id.example.com/tenant, without a query")
    return text


def words_of(text: object) -> object:
    """Split a text at its blanks and commas."""
    return tuple(text.replace(",", " ").split()) if isinstance(text, str) else text


def region_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Check an ordered list of region codes."""
    return in_words(Regions.of, codes).codes


def origins(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check a list of origins."""
    return tuple(origin(text) for text in texts)


def networks(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Check a list of networks in CIDR notation."""
    in_words(TrustedProxies.parse, texts)
    return texts


def endpoints_by_region(pairs: Mapping[str, str]) -> dict[str, str]:
    """Check `region=url` pairs: known regions, https or http on loopback."""
    for region, url in pairs.items():
        in_words(partition_of_region, region)
        if secure_address(url).query:
            raise ValueError(f"the address of {region} has a query")
    return dict(pairs)


def partition_profiles(pairs: Mapping[str, str]) -> dict[str, str]:
    """Check `partition=profile` pairs: known partitions."""
    for partition in pairs:
        in_words(partition_named, partition)
    return dict(pairs)


def known_database(url: SecretStr) -> SecretStr:
    """Check the kind of database, and never quote the address: it may hold a password."""
    scheme = url.get_secret_value().partition("://")[0]
    if scheme not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        raise ValueError("it begins with sqlite:/// or postgresql://")
    return url


def long_enough(key: SecretStr) -> SecretStr:
    """Check a secret key."""
    if len(key.get_secret_value()) < SHORTEST_SECRET_KEY:
        raise ValueError(
            f"a secret key has at least {SHORTEST_SECRET_KEY} characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return key


def readable_file(path: str) -> str:
    """Check that there is a file."""
    if not Path(path).is_file():
        raise ValueError(f"there is no file {path}")
    return path


def with_secret_of_file(given: Any, secret: str, *, prefix: str = "") -> Any:  # Any: whatever the sources collected.
    """Take a secret from the file that is named in its stead; with a prefix, people know both settings in capitals.

    The path is not quoted: it may be a secret that was put into the wrong setting.
    """
    path = given.get(f"{secret}_file") if isinstance(given, dict) else None
    if path is None:
        return given
    here, there = (prefix + name.upper() if prefix else name for name in (secret, f"{secret}_file"))
    if given.get(secret) is not None:
        raise ValueError(f"{here} and {there} are both set: keep one")
    try:
        text = Path(readable_file(str(path))).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise ValueError(f"{there} is not the path of a file that can be read") from error
    return given | {secret: text}


def authorities(path: str) -> str:
    """Check that a file holds certificates: one without would make every provider look as if it were down."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(readable_file(path))
    except OSError as error:
        raise ValueError(f"{path} holds no certificate in PEM that can be read") from error
    return path


def stolen_passwords(path: str) -> str:
    """Check that a file begins as a list of SHA-1 hashes does."""
    with Path(readable_file(path)).open("rb") as file:
        first = file.readline(100)
    if not _SHA1_LINE.fullmatch(first):
        raise ValueError("its first line is no SHA-1 hash in hexadecimal: take the list that is ordered by hash")
    return path


def is_loopback(host: str | None) -> bool:
    """Say whether a host name or address never leaves this machine."""
    name = (host or "").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def in_words(read: Callable[[Text], Value], text: Text) -> Value:
    """Read a value of the domain; its refusal becomes what pydantic collects."""
    try:
        return read(text)
    except Refusal as refusal:
        raise ValueError(f"{refusal} {refusal.remedy % refusal.values}") from refusal


def secure_address(url: str) -> SplitResult:
    """Read an address of https, or of http on loopback."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("it is not an address such as https://host.example.com") from error
    if parts.scheme not in {"https", "http"} or not host or not _NETLOC.fullmatch(parts.netloc):
        raise ValueError("it is not an address such as https://host.example.com")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("http is for loopback only: use https")
    return parts
