"""Sign in with a directory's password: throttled like one of the portal's own, and judged by the directory alone."""

from collections.abc import Mapping
from typing import Protocol

from app.domain.clicks import Visit
from app.domain.directory_refusals import DirectoryBusy
from app.domain.provider_refusals import NotVouchedFor, ProviderUnavailable
from app.domain.provider_ways import ProviderWay
from app.domain.vouching import Vouched
from app.domain.web_sessions import WebSession
from app.services.local_accounts.tries import ATTEMPTS_PER_ACCOUNT, Tries, account_key_of
from app.services.new_web_sessions import NewWebSession
from app.services.provider_sign_in import ProviderSignIns
from app.services.provider_ways import require_named
from app.services.sign_in import TooManySignIns, local_subject_of


class Directory(Protocol):
    """Asks one directory; raises NotVouchedFor, DirectoryBusy or ProviderUnavailable, within eight seconds."""

    @property
    def way(self) -> ProviderWay: ...

    def vouch(self, username: str, password: str) -> Vouched: ...


class LdapSignIns:
    """Signs people in through the directories that the portal is set up with."""

    def __init__(self, *, directories: Mapping[str, Directory], tries: Tries, completes: ProviderSignIns) -> None:
        self._directories = directories
        self._tries = tries
        self._completes = completes

    @property
    def ways(self) -> tuple[ProviderWay, ...]:
        """The directories, in the order of the settings."""
        return tuple(directory.way for directory in self._directories.values())

    def way(self, name: str) -> ProviderWay:
        """Return a directory by its name; raises NoSuchProvider."""
        return require_named(self._directories, name).way

    def with_password(
        self, name: str, username: str, password: str, *, visit: Visit, earlier: WebSession | None = None
    ) -> NewWebSession:
        """Begin a web session for whom the directory vouches; every refusal of it is in the ledger with its cause.

        `earlier` is the web session that this browser had. Raises NoSuchProvider, TooManySignIns, NotVouchedFor,
        DirectoryBusy, ProviderUnavailable, PersonDisabled or StorageUnavailable.
        """
        directory = require_named(self._directories, name)
        # A blank stands in the name of no directory, and so this is the key of no local account.
        key = account_key_of(f"{directory.way.source} {local_subject_of(username)}")
        wait = self._tries.begin(key, ATTEMPTS_PER_ACCOUNT, visit)
        if wait is not None:
            raise TooManySignIns(retry_after=wait)
        vouched = self._judged(directory, username, password, key, visit)
        self._tries.succeeded(key, visit)
        return self._completes.complete(vouched, visit=visit, earlier=earlier)

    def _judged(self, directory: Directory, username: str, password: str, key: str, visit: Visit) -> Vouched:
        try:
            return directory.vouch(username, password)
        except (NotVouchedFor, DirectoryBusy, ProviderUnavailable) as refusal:
            if not isinstance(refusal, NotVouchedFor):
                self._tries.not_judged(key)
            self._completes.refuse(directory.way.source, refusal.code, visit=visit)
            raise
