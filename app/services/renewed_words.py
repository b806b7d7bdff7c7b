"""Renews a directory's word at a click: it is asked again about somebody who need not come back for that."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.domain.access import AccessFacts
from app.domain.arns import RoleArn
from app.domain.clicks import Visit
from app.domain.directory_refusals import LetInNoMore
from app.domain.freshness import GroupsStale, Word
from app.domain.people import Principal
from app.domain.vouching import Vouched


class AsksAgain(Protocol):
    """Asks one directory anew; raises NotVouchedFor, DirectoryBusy or ProviderUnavailable, within eight seconds."""

    def ask_again(self, subject: str) -> Vouched: ...


class ReadsAccess(Protocol):
    def facts_for(self, person_id: UUID, role_arn: RoleArn | None) -> AccessFacts: ...


class FindsSubjects(Protocol):
    def subject_of(self, identity_id: UUID) -> str: ...


class KeepsVouched(Protocol):
    def vouched_again(self, vouched: Vouched, identity_id: UUID, *, seen: bool) -> bool: ...


class EndsWebSessions(Protocol):
    def end_for_provider(self, principal: Principal, source: str, *, cause: str) -> None: ...


class RenewedWords:
    """Asks the directories, each by the name that web sessions have of it; no transaction is open meanwhile."""

    def __init__(
        self,
        *,
        directories: Mapping[str, AsksAgain],
        access: ReadsAccess,
        subjects: FindsSubjects,
        keeps: KeepsVouched,
        ends: EndsWebSessions,
        clock: Callable[[], datetime],
        otherwise: timedelta,
    ) -> None:
        self._directories = directories
        self._access = access
        self._subjects = subjects
        self._keeps = keeps
        self._ends = ends
        self._clock = clock
        self._otherwise = otherwise

    def renewed(self, principal: Principal, role_arn: RoleArn, visit: Visit) -> Visit:
        """Return the visit with a word that is new, where its own is too old for a role and a directory can be asked.

        Groups are kept as the directory has them now. Whom it lets in no more is signed out everywhere. Raises
        NotVouchedFor, DirectoryBusy, ProviderUnavailable or StorageUnavailable: nothing opens without an answer.
        """
        word = visit.word
        if word is None or word.source not in self._directories or self._holds(word, principal, role_arn):
            return visit
        asked_at = self._clock()
        try:
            vouched = self._directories[word.source].ask_again(self._subjects.subject_of(principal.identity_id))
        except LetInNoMore as refusal:
            self._ends.end_for_provider(principal, word.source, cause=refusal.code)
            raise
        self._keeps.vouched_again(vouched, principal.identity_id, seen=True)
        return replace(visit, word=Word(word.source, asked_at))

    def _holds(self, word: Word, principal: Principal, role_arn: RoleArn) -> bool:
        """Say whether a word is fresh enough for a role; one that is not known asks for what the settings say."""
        roles = self._access.facts_for(principal.person_id, role_arn).roles
        holds = next((role.required_freshness.word_holds for role in roles), None)
        try:
            word.require_fresh(self._clock(), holds or self._otherwise)
        except GroupsStale:
            return False
        return True
