"""Reaches a directory's server by TLS, and gives libldap a plain end of it: what is not over at the deadline ends then.

libldap's own TLS waits for a handshake without an end, and nothing of it says which certificate was wrong, and why.
"""

import re
import selectors
import socket
import ssl
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from app.identity.ldap_client import LdapServer

# An ExtendedRequest with the name 1.3.6.1.4.1.1466.20037 and message ID 1. Source: RFC 4511, sections 4.12 and 4.14.1.
_START_TLS: Final = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
# The ExtendedResponse to it that begins with the result code 0, lengths in any form that BER knows.
_AGREED: Final = re.compile(rb"\x02\x01\x01\x78(?:[\x00-\x7f]|\x81.|\x82..|\x83...|\x84....)\x0a\x01\x00", re.DOTALL)
_LONGEST_ANSWER: Final = 4096
_PIECE: Final = 65_536


class Deadline:
    """The moment after which nobody waits any more: so many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def left(self) -> float:
        """Return the seconds that are left; raises TimeoutError if there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def part(self, of: int) -> "Deadline":
        """Return the deadline of the first of so many tries, each of which gets as much; raises TimeoutError."""
        return Deadline(self.left() / of)


class StartTlsRefused(OSError):
    """The server does not go over to TLS."""


def secured(server: LdapServer, ca_bundle: str | None, deadline: Deadline) -> ssl.SSLSocket:
    """Return a verified connection; raises OSError, of which ssl.SSLError and TimeoutError are kinds."""
    context = ssl.create_default_context(cafile=ca_bundle)
    plain = _connected(server, deadline)
    try:
        # A sign-in is small questions, each after the answer to another.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.settimeout(deadline.left())
        if server.starts_tls:
            _start_tls(plain, deadline)
            plain.settimeout(deadline.left())
        return context.wrap_socket(plain, server_hostname=server.host)
    except OSError:
        plain.close()
        raise


def _connected(server: LdapServer, deadline: Deadline) -> socket.socket:
    """Another thread does it, for nothing ends a look-up of a name in time; whoever is left behind ends by itself."""
    left, other = deadline.left(), ThreadPoolExecutor(max_workers=1)
    trying = other.submit(socket.create_connection, (server.host, server.port), left)
    try:
        return trying.result(left)
    except TimeoutError:
        trying.add_done_callback(_hang_up)
        raise
    finally:
        other.shutdown(wait=False)


def _hang_up(trying: "Future[socket.socket]") -> None:
    if trying.exception() is None:
        trying.result().close()


def _start_tls(plain: socket.socket, deadline: Deadline) -> None:
    """Ask for TLS and read that one answer: what follows it unasked reaches nobody but the handshake, which fails."""
    plain.sendall(_START_TLS)
    if not _AGREED.match(_message(plain, deadline)):
        raise StartTlsRefused


def _message(plain: socket.socket, deadline: Deadline) -> bytes:
    """Read the content of one LDAPMessage. Source: RFC 4511, section 5.1."""
    kind, length = _exactly(plain, 2, deadline)
    if length & 0x80:
        length = int.from_bytes(_exactly(plain, min(length & 0x7F, 4), deadline), "big")
    if kind != 0x30 or length > _LONGEST_ANSWER:
        raise StartTlsRefused
    return _exactly(plain, length, deadline)


def _exactly(plain: socket.socket, count: int, deadline: Deadline) -> bytes:
    read = b""
    while len(read) < count:
        plain.settimeout(deadline.left())
        piece = plain.recv(count - len(read))
        if not piece:
            raise StartTlsRefused
        read += piece
    return read


def tunnel_to(server_side: ssl.SSLSocket, deadline: Deadline) -> int:
    """Return the plain end of a tunnel to a server, which never leaves this process; whoever closes it ends both."""
    inner, end = socket.socketpair()
    # So that libldap waits by its own clock for the rest of an answer that comes in pieces.
    end.setblocking(False)
    threading.Thread(target=_Tunnel(inner, server_side, deadline).carry, daemon=True, name="ldap-tunnel").start()
    return end.detach()


class _Tunnel:
    """Carries bytes both ways until one side hangs up, or the time is over."""

    def __init__(self, inner: socket.socket, server_side: ssl.SSLSocket, deadline: Deadline) -> None:
        self._inner = inner
        self._server_side = server_side
        self._deadline = deadline

    def carry(self) -> None:
        """Go on to the end; raises nothing."""
        with self._inner, self._server_side, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(self._inner, selectors.EVENT_READ)
            ready.register(self._server_side, selectors.EVENT_READ)
            while True:
                sources = {key.fileobj for key, _events in ready.select(self._deadline.left())}
                if self._inner in sources and not self._sent():
                    return
                if self._server_side in sources and not self._received():
                    return

    def _sent(self) -> bool:
        """Carry what libldap says; False where it has hung up."""
        data = self._inner.recv(_PIECE)
        self._server_side.settimeout(self._deadline.left())
        self._server_side.sendall(data)
        return bool(data)

    def _received(self) -> bool:
        """Carry what the server says, of which less than a record may have come; False where it has hung up."""
        self._server_side.settimeout(0)
        try:
            data = self._server_side.recv(_PIECE)
        except ssl.SSLWantReadError:
            return True
        self._inner.settimeout(self._deadline.left())
        self._inner.sendall(data)
        return bool(data)
