"""PostgreSQL as we run it: a small pool, a limit on every wait, and a role that owns nothing."""

import threading
from collections.abc import Mapping
from typing import Any, Final  # Any: a driver's connection, of a driver that need not be installed

from sqlalchemy import URL, Engine, NullPool, QueuePool, create_engine, event

from app.storage.failures import UnsafeDatabaseRole, UnusableDatabase, hide_values

SERVING_ROLE: Final = "doorstep_serving"
_WAIT_SECONDS: Final = 5
_RECYCLE_SECONDS: Final = 1800
_SERVING_SETTINGS: Final = (
    "statement_timeout=5000",
    "lock_timeout=4000",
    "idle_in_transaction_session_timeout=15000",
    "timezone=UTC",
    # Plans of our short statements cost more to compile than to run.
    "jit=off",
)
# A server that is gone without a word is noticed as well.
_WIRE: Final[Mapping[str, str | int]] = {
    "connect_timeout": _WAIT_SECONDS,
    "client_encoding": "utf8",
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": _WAIT_SECONDS * 1000,
}
# One trip: the schema of the login stays the first to be looked at when the login takes another role on; and no power
# cut may take an outcome whose login URL has left.
_BECOME_SERVING: Final = f"""\
SELECT set_config(
    'search_path', replace(current_setting('search_path'), '"$user"', quote_ident(session_user)), false);
SET ROLE {SERVING_ROLE};
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"""
_OWNED: Final = (
    "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE')"
    " AND relnamespace = quote_ident(current_schema())::regnamespace"
)
_MAY_REWRITE: Final = (
    "SELECT bool_or(has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')) FROM pg_class"
    " WHERE oid = to_regclass('ledger_event')"
)


def serving_engine(url: URL, *, threads: int) -> Engine:
    """Make the engine that serves; each of its connections becomes the serving role before its first use."""
    engine = _engine(
        url,
        _SERVING_SETTINGS,
        poolclass=QueuePool,
        pool_size=max(threads // 2, 1),
        max_overflow=threads - threads // 2,
        pool_timeout=_WAIT_SECONDS,
        pool_pre_ping=True,
        pool_recycle=_RECYCLE_SECONDS,
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _ServingRole().enter)
    return engine


def migrating_engine(url: URL) -> Engine:
    """Make the engine that changes tables: as the login of the URL, with as much time as it takes."""
    return _engine(url, ("timezone=UTC", "lock_timeout=60000"), poolclass=NullPool)


def _engine(url: URL, settings: tuple[str, ...], **pool: Any) -> Engine:
    given = url.query.get("options", "")
    options = " ".join([*([given] if isinstance(given, str) else given), *(f"-c {setting}" for setting in settings)])
    arguments = {"application_name": "doorstep", **_WIRE} | dict(url.query) | {"options": options}
    try:
        engine = create_engine(url, connect_args=arguments, hide_parameters=True, **pool)
    except ModuleNotFoundError as error:
        raise UnusableDatabase(
            reason="PostgreSQL needs its driver, psycopg: install the wheel with its extra “postgres”"
        ) from error
    hide_values(engine)
    return engine


class _ServingRole:
    """Puts connections into the serving role, and looks once, at the first of them, whether that role is safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = False

    def enter(self, connection: Any, _record: object) -> None:
        connection.autocommit = True
        try:
            self._become_safely(connection)
        except BaseException:
            # The pool has not got it yet, so nobody else would close it.
            connection.close()
            raise
        connection.autocommit = False

    def _become_safely(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            self._become(cursor)
            with self._lock:
                if not self._looked:
                    self._looked = self._look(cursor)

    def _become(self, cursor: Any) -> None:
        try:
            cursor.execute(_BECOME_SERVING)
        except cursor.connection.DataError as error:
            raise UnsafeDatabaseRole(reason=f"there is no {SERVING_ROLE}", fix="doorstep db upgrade") from error
        except cursor.connection.ProgrammingError as error:
            raise UnsafeDatabaseRole(reason=f"it may not become {SERVING_ROLE}", fix=_grant_to(cursor)) from error

    def _look(self, cursor: Any) -> bool:
        """Look whether the role could rewrite the ledger; say whether there was a ledger to look at."""
        (owned,) = cursor.execute(_OWNED).fetchone()
        (may_rewrite,) = cursor.execute(_MAY_REWRITE).fetchone()
        if owned:
            raise UnsafeDatabaseRole(
                reason=f"{SERVING_ROLE} owns tables", fix=f"REASSIGN OWNED BY {SERVING_ROLE} TO OWNER"
            )
        if may_rewrite:
            fix = f"REVOKE UPDATE, DELETE, TRUNCATE ON ledger_event FROM {SERVING_ROLE}, PUBLIC"
            raise UnsafeDatabaseRole(reason=f"{SERVING_ROLE} may change the ledger", fix=fix)
        return may_rewrite is not None


def _grant_to(cursor: Any) -> str:
    return f'GRANT {SERVING_ROLE} TO "{cursor.connection.info.user}"'
