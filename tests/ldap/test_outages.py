"""A directory that is down, slow, confused or somebody else's has words of its own, within the seconds that it gets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.checkups import CertificateNotTrusted
from app.domain.directory_refusals import DirectoryBusy, DirectoryServiceRefused, DirectoryTlsFailed
from app.domain.provider_refusals import ProviderTooSlow, ProviderUnreachable
from tests.fixtures.slapd import PASSWORD, Slapd
from tests.fixtures.tls import Authority, tls_before
from tests.ldap.conftest import Colleague, Directory

SECONDS = 1
NOBODY_THERE = "ldaps://127.0.0.1:9"
# The beginning of a record of TLS, of an LDAPMessage, and no beginning of anything.
RECORD, MESSAGE, NONSENSE = b"\x16\x03\x03\x3e\x00", b"\x30\x82\x03\xe8", b"HTTP/1.1 400 Bad Request\r\n\r\n"
REFUSES_TLS = bytes.fromhex("300c02010178070a010104000400")


@pytest.fixture
def answering() -> Iterator[Callable[..., int]]:
    """Return what opens a port where somebody answers with these bytes, and then with one after the other."""
    listeners: list[socket.socket] = []

    def opened(first: bytes, *, drips: bool = False) -> int:
        listeners.append(socket.create_server(("127.0.0.1", 0)))
        threading.Thread(target=_answer, args=(listeners[-1], first, drips), daemon=True).start()
        port: int = listeners[-1].getsockname()[1]
        return port

    yield opened
    for listener in listeners:
        listener.close()


def _answer(listener: socket.socket, first: bytes, drips: bool) -> None:
    try:
        client, _address = listener.accept()
        with client:
            client.recv(1000)
            client.sendall(first)
            while drips:
                time.sleep(0.1)
                client.sendall(b"\0")
            client.recv(1000)
    except OSError:
        return


def seconds_until_refused(directory: Directory, refusal: type[Exception]) -> float:
    """How long somebody waits for these words."""
    began = time.monotonic()
    with pytest.raises(refusal):
        directory.vouch("dora", PASSWORD)
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("scheme", "start_tls", "first"), [("ldaps", "no", b""), ("ldaps", "no", RECORD), ("ldap", "yes", MESSAGE)]
)
def test_a_server_that_takes_its_time(
    at: Callable[..., Directory], answering: Callable[..., int], scheme: str, start_tls: str, first: bytes
) -> None:
    port = answering(first, drips=first != b"")
    directory = at(URLS=f"{scheme}://127.0.0.1:{port}", START_TLS=start_tls, TIMEOUT="1")

    assert seconds_until_refused(directory, ProviderTooSlow) < SECONDS + 1


def test_a_server_that_falls_silent_behind_tls(
    at: Callable[..., Directory], answering: Callable[..., int], tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    silent = f"http://127.0.0.1:{answering(MESSAGE, drips=True)}"

    with tls_before(silent, authority.server_context("localhost")) as url:
        directory = at(URLS=url.replace("https", "ldaps"), CA_BUNDLE=str(authority.bundle), TIMEOUT="1")

        assert seconds_until_refused(directory, ProviderTooSlow) < SECONDS + 1


def test_a_name_that_nobody_looks_up_in_time(at: Callable[..., Directory], monkeypatch: pytest.MonkeyPatch) -> None:
    directory = at(URLS="ldaps://ldap.example.com", TIMEOUT="1")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: time.sleep(SECONDS + 2))

    assert seconds_until_refused(directory, ProviderTooSlow) < SECONDS + 1


def test_a_server_that_is_down(at: Callable[..., Directory]) -> None:
    with pytest.raises(ProviderUnreachable, match="cannot reach Acme"):
        at(URLS=NOBODY_THERE).vouch("dora", PASSWORD)


def test_another_server_steps_in(at: Callable[..., Directory], slapd: Slapd, dora: Colleague) -> None:
    directory = at(URLS=f"{NOBODY_THERE} {slapd.url('ldaps')}")

    assert directory.vouch(dora.uid, PASSWORD).username.text == dora.uid


def test_a_silent_server_leaves_time_for_another(
    at: Callable[..., Directory], answering: Callable[..., int], slapd: Slapd, dora: Colleague
) -> None:
    silent = f"ldaps://127.0.0.1:{answering(b'')}"
    directory = at(URLS=f"{silent} {slapd.url('ldaps')}", TIMEOUT="2")

    assert directory.vouch(dora.uid, PASSWORD).username.text == dora.uid


@pytest.mark.parametrize("first", [NONSENSE, REFUSES_TLS])
def test_a_server_that_does_not_start_tls_gets_no_password(
    at: Callable[..., Directory], answering: Callable[..., int], first: bytes
) -> None:
    with pytest.raises(DirectoryTlsFailed):
        at(URLS=f"ldap://127.0.0.1:{answering(first)}", START_TLS="yes").vouch("dora", PASSWORD)


def test_a_server_without_tls_behind_ldaps(at: Callable[..., Directory], answering: Callable[..., int]) -> None:
    with pytest.raises(DirectoryTlsFailed):
        at(URLS=f"ldaps://127.0.0.1:{answering(NONSENSE)}").vouch("dora", PASSWORD)


@pytest.mark.parametrize(("scheme", "start_tls"), [("ldaps", "no"), ("ldap", "yes")])
def test_a_certificate_of_a_stranger(
    at: Callable[..., Directory], slapd: Slapd, tmp_path: Path, scheme: str, start_tls: str
) -> None:
    stranger = str(Authority(tmp_path).bundle)
    directory = at(URLS=slapd.url(scheme), START_TLS=start_tls, CA_BUNDLE=stranger)

    with pytest.raises(CertificateNotTrusted, match="does not trust the certificate of 127.0.0.1"):
        directory.vouch("dora", PASSWORD)


def test_a_certificate_of_another_host(at: Callable[..., Directory], slapd: Slapd, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.server_context("elsewhere.example.com", lasts=timedelta(hours=1))

    with tls_before(f"http://127.0.0.1:{slapd.ldap_port}", context) as url:
        directory = at(URLS=url.replace("https", "ldaps"), CA_BUNDLE=str(authority.bundle))

        with pytest.raises(CertificateNotTrusted, match="Hostname mismatch"):
            directory.vouch("dora", PASSWORD)


@pytest.mark.parametrize("changes", [{"BIND_PASSWORD": "wrong"}, {"BIND_DN": "cn=nobody,dc=example,dc=com"}])
def test_the_portals_own_account_is_refused(at: Callable[..., Directory], changes: dict[str, str]) -> None:
    with pytest.raises(DirectoryServiceRefused):
        at(**changes).vouch("dora", PASSWORD)


def test_no_more_at_once_than_the_directory_has_to_bear(
    at: Callable[..., Directory], answering: Callable[..., int]
) -> None:
    directory = at(URLS=f"ldaps://127.0.0.1:{answering(b'')}", AT_ONCE="1", TIMEOUT="1")
    refused: list[type[Exception]] = []

    def sign_in() -> None:
        with pytest.raises((DirectoryBusy, ProviderTooSlow)) as caught:
            directory.vouch("dora", PASSWORD)
        refused.append(caught.type)

    with ThreadPoolExecutor(2) as together:
        together.submit(sign_in)
        together.submit(sign_in)

    assert refused == [DirectoryBusy, ProviderTooSlow]


def test_nothing_is_left_open(directory: Directory, dora: Colleague) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    directory.vouch(dora.uid, PASSWORD)
    before = descriptors()
    vouched = [directory.vouch(dora.uid, PASSWORD) for _time in range(20)]

    # The last tunnel may be about to close.
    assert descriptors() <= before + 3
    assert {one.username.text for one in vouched} == {dora.uid}
