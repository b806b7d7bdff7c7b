"""The phone of the sample company's admin: a page that shows what the authenticator app on it would."""

from types import TracebackType
from typing import Final, Self

import pyotp
from flask import Response

from app.demo.clock import Clock, utc_now
from app.demo.seen import Record
from app.demo.servers import LoopbackServer
from app.demo.signin.pages import make_origin, page
from app.demo.switches import Switches

_STEP_SECONDS: Final = 30


class Phone:
    """Use it as a context manager. Its secret is made anew each time, and is worth nothing but in this demo."""

    def __init__(self, *, host: str = "127.0.0.1", public_host: str = "localhost", clock: Clock = utc_now) -> None:
        self.secret = pyotp.random_base32()
        self._public_host = public_host
        self._clock = clock
        self._server = LoopbackServer(
            host=host, port=0, origin="console", switches=Switches(), record=Record(), clock=clock
        )

    def __enter__(self) -> Self:
        app = make_origin("app.demo.phone")
        app.add_url_rule("/", view_func=self._show, endpoint="show")
        self._server.serve(app)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        return f"http://{self._public_host}:{self._server.port}"

    def _show(self) -> Response:
        now = self._clock()
        code = pyotp.TOTP(self.secret).at(now)
        left = _STEP_SECONDS - int(now.timestamp()) % _STEP_SECONDS
        return page("phone", values={"code": f"{code[:3]} {code[3:]}", "left": left})
