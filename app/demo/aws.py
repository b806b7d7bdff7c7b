"""An embedded AWS: STS, IAM, Organizations, sign-in and a console, simulated in this process on loopback sockets."""

from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Self

from app.demo.clock import Clock, utc_now
from app.demo.company_values import Company, SampleRole
from app.demo.loading import Keys, add_role, load
from app.demo.seen import Record, Seen
from app.demo.servers import LoopbackServer
from app.demo.signin.console import make_console
from app.demo.signin.federation import make_signin
from app.demo.signin.sessions import ConsoleSessions
from app.demo.signin.tokens import SignInTokens
from app.demo.sts.gate import Gate
from app.demo.sts.minting import Mint
from app.demo.sts.tasks import TaskCredentials, task_credentials
from app.demo.switches import Switches, Upstream
from app.demo.world import World


class EmbeddedAws:
    """Use it as a context manager, and only one at a time in a process: moto's memory is one (see app/demo/memory.py).

    The API origin answers STS, IAM and Organizations of all regions; sign-in and console are origins of their own.
    `switches` turns faults on, and is reached through this object only.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        api_port: int = 0,
        signin_port: int = 0,
        console_port: int = 0,
        public_host: str = "localhost",
        clock: Clock = utc_now,
    ) -> None:
        self.switches = Switches()
        self._host = host
        self._ports: dict[Upstream, int] = {"sts": api_port, "signin": signin_port, "console": console_port}
        self._public_host = public_host
        self._clock = clock
        self._record = Record()
        self._world = World()
        self._mint = Mint(world=self._world, clock=clock)
        self._tokens = SignInTokens(mint=self._mint, clock=clock)
        self._servers: dict[Upstream, LoopbackServer] = {}
        self._company: Company | None = None
        self._keys: dict[str, Keys] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bind the three origins and serve; raises OSError where a port is taken."""
        self._world.open()
        try:
            for origin, port in self._ports.items():
                self._servers[origin] = LoopbackServer(
                    host=self._host,
                    port=port,
                    origin=origin,
                    switches=self.switches,
                    record=self._record,
                    clock=self._clock,
                )
            self._serve()
        except (OSError, ValueError):
            self.stop()
            raise

    def stop(self) -> None:
        """Stop serving, break what is open, and forget the accounts."""
        for server in self._servers.values():
            server.stop()
        self._servers.clear()
        self._world.close()

    @property
    def api_url(self) -> str:
        return self._url("sts")

    @property
    def signin_url(self) -> str:
        return self._url("signin")

    @property
    def console_url(self) -> str:
        return self._url("console")

    @property
    def seen(self) -> list[Seen]:
        """Every request so far, without its secrets."""
        return self._record.all()

    def forget_seen(self) -> None:
        self._record.clear()

    def secrets(self) -> list[str]:
        """Every secret that was given out: what must stand nowhere in a portal's log, ledger or pages."""
        keys = [secret for _key_id, secret in self._keys.values()]
        return [*keys, *self._mint.secrets(), *self._tokens.secrets()]

    def load(self, company: Company) -> None:
        """Create accounts, roles and the portal's users."""
        self._company = company
        self._keys.update(load(self._world, company))

    @property
    def portal_credentials(self) -> Mapping[str, Keys]:
        """By partition: access key ID and secret access key of the user that the portal runs as."""
        return MappingProxyType(self._keys)

    def task_credentials(self, partition: str, *, seconds: int = 3600) -> TaskCredentials:
        """Temporary credentials as a container service gives them to the portal: with these, its calls are chained."""
        if self._company is None:
            raise LookupError("no company is loaded")
        user = next(each for each in self._company.portal_users if each.partition == partition)
        return task_credentials(self._world, self._mint, user, seconds=seconds, now=self._clock())

    def put_role(self, role: SampleRole) -> None:
        """Add a role, or set the trust policy of the one that has its name."""
        add_role(self._world, role)

    def expire_credentials(self, access_key_id: str) -> None:
        """Let temporary credentials be over now; raises KeyError for ones that were not minted here."""
        self._mint.expire(access_key_id)

    def _url(self, origin: Upstream) -> str:
        return f"http://{self._public_host}:{self._servers[origin].port}"

    def _serve(self) -> None:
        sessions = ConsoleSessions(clock=self._clock)
        self._servers["sts"].serve(Gate(world=self._world, mint=self._mint, switches=self.switches, clock=self._clock))
        self._servers["signin"].serve(
            make_signin(tokens=self._tokens, sessions=sessions, console_url=self.console_url, clock=self._clock)
        )
        self._servers["console"].serve(make_console(sessions=sessions, signin_url=self.signin_url, clock=self._clock))
