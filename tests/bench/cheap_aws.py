"""A stand-in for AWS that costs next to nothing: one process, HTTP/1.1 kept alive, set latencies, everything counted.

Usage: python -m tests.bench.cheap_aws STS_MILLISECONDS FEDERATION_MILLISECONDS
It prints its address; each line on its standard input is answered with what it has seen; end of input ends it.
"""

import asyncio
import json
import sys
from dataclasses import astuple, dataclass, field
from http import HTTPStatus

from tests.bench.aws_answers import REQUEST_ID, Answer, Answers, Call, Refused, Request

_LONGEST_HEAD = 65_536
_LONGEST_BODY = 65_536


@dataclass(slots=True, kw_only=True)
class CheapAws:
    """What all connections share: the answers, the latencies in seconds, and what was seen."""

    latencies: dict[str, float]
    answers: Answers = field(default_factory=Answers)
    connections: int = 0
    calls: list[Call] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def seen(self) -> str:
        """Everything that was seen, as one line of JSON."""
        return json.dumps({
            "connections": self.connections,
            "calls": [astuple(call) for call in self.calls],
            "refusals": self.refusals,
        })  # fmt: skip


class Connection(asyncio.Protocol):
    """One connection: a request at a time, each answered after its latency."""

    def __init__(self, aws: CheapAws) -> None:
        self._aws = aws
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(transport)
        self._transport = transport
        self._aws.connections += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            request, self._received = read_request(self._received)
            if request is not None:
                self._send(self._aws.answers.answer(request))
        except (Refused, ValueError) as error:
            self._aws.refusals.append(str(error))
            self._transport.write(_message(400, "text/plain", b"bad request\n"))
            self._transport.close()

    def _send(self, answer: Answer) -> None:
        self._aws.calls.append(answer.call)
        message = _message(200, answer.content_type, answer.body, answer.call.request_id)
        latency = self._aws.latencies[answer.call.action]
        if latency:
            asyncio.get_running_loop().call_later(latency, self._transport.write, message)
        else:
            self._transport.write(message)


def read_request(received: bytes) -> tuple[Request | None, bytes]:
    """Return the first request, or None if it is not whole yet, and the bytes behind it; raises ValueError."""
    head, end, rest = received.partition(b"\r\n\r\n")
    if not end:
        if len(received) > _LONGEST_HEAD:
            raise ValueError("the head of the request is too long")
        return None, received
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, protocol = first.split(" ")
    headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    if protocol != "HTTP/1.1" or "transfer-encoding" in headers or not 0 <= length <= _LONGEST_BODY:
        raise ValueError("not a plain request of HTTP/1.1")
    if len(rest) < length:
        return None, received
    path, _mark, query = target.partition("?")
    return Request(method, path, query, headers, rest[:length]), rest[length:]


def _message(status: int, content_type: str, body: bytes, request_id: str = "none") -> bytes:
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"{REQUEST_ID}: {request_id}\r\n\r\n"
    )
    return head.encode() + body


async def main(aws: CheapAws) -> None:
    """Serve on loopback until standard input ends."""
    loop = asyncio.get_running_loop()
    questions = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(questions), sys.stdin)
    server = await loop.create_server(lambda: Connection(aws), "127.0.0.1", 0, backlog=256)
    _host, port = server.sockets[0].getsockname()
    _say(f"http://127.0.0.1:{port}")
    while await questions.readline():
        _say(aws.seen())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sts, federation = (int(text) / 1000 for text in sys.argv[1:])
    asyncio.run(main(CheapAws(latencies={"AssumeRole": sts, "getSigninToken": federation})))
