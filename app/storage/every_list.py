"""Every list of the admin pages, over one database."""

from dataclasses import dataclass

from app.storage.account_lists import AccountLists
from app.storage.answers import AnswerStore
from app.storage.engine import Database
from app.storage.histories import HistoryStore
from app.storage.mapping_list import MappingListStore
from app.storage.mentions import MentionStore
from app.storage.naming import NameStore
from app.storage.people_lists import GroupLists, PeopleLists
from app.storage.role_lists import RoleLists
from app.storage.running_consoles import RunningConsoleStore


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryList:
    """What the admin pages read, list by list."""

    accounts: AccountLists
    roles: RoleLists
    people: PeopleLists
    groups: GroupLists
    mentions: MentionStore
    mappings: MappingListStore
    histories: HistoryStore
    names: NameStore
    running: RunningConsoleStore
    answers: AnswerStore


def lists_in(database: Database) -> EveryList:
    """Open every list; connects to nothing yet."""
    return EveryList(
        accounts=AccountLists(database=database),
        roles=RoleLists(database=database),
        people=PeopleLists(database=database),
        groups=GroupLists(database=database),
        mentions=MentionStore(database=database),
        mappings=MappingListStore(database=database),
        histories=HistoryStore(database=database),
        names=NameStore(database=database),
        running=RunningConsoleStore(database=database),
        answers=AnswerStore(database=database),
    )
