"""Reads an HTTP answer within one time limit for the whole of it; elsewhere the limit begins anew with every byte."""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any  # Any: http.client's

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager


class _Whole(io.RawIOBase):
    """What a socket sends, from now on, within the time that it is given for one read."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._ends = time.monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come; raises TimeoutError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimelyAnswer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Whole(self.fp.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _TimelyAnswer


class _TlsConnection(HTTPSConnection):
    response_class = _TimelyAnswer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def answer_in_time(pools: PoolManager) -> None:
    """Let every answer that comes through these pools end in time, its headers included."""
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
