"""The kinds of refusal: each fact that stops a request says what happened, what to do, and who can do it."""

from typing import ClassVar

from app.domain.words import _

YOU = _("You")
AN_ADMIN = _("A Doorstep admin")
THE_OPERATOR = _("The operator of this portal")
THE_ACCOUNT_OWNER = _("The owner of the AWS account, with a Doorstep admin")


class Refusal(Exception):
    """A fact that stops a request; `code` is its stable name in the ledger, the log and the pages.

    `sentence` and `remedy` may name `values` as `%(name)s`. Values are shown to people and written to logs,
    so a secret never goes into them.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str]
    remedy: ClassVar[str] = _("Try again. If it happens again, send the reference to an admin.")
    who: ClassVar[str] = YOU

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence % values)


class Malformed(Refusal):
    """What was sent cannot be read as what it should be."""


class NotPermitted(Refusal):
    """The person is known, and may not do this."""


class NotSignedIn(Refusal):
    """Nobody is known to be at the keyboard."""


class NotFound(Refusal):
    """There is no such page or thing."""


class NotThere(NotFound):
    """An id in an address leads to nothing; `what` is a marked word such as “person”."""

    code = "not-there"
    sentence = _("There is no such %(what)s.")
    remedy = _("Check the address, or look for it in the list.")
    who = YOU


class Conflict(Refusal):
    """What was asked for contradicts what is already there."""


class AlreadyThere(Conflict):
    """Something can be there once; `what` is a marked word for it."""

    code = "already-there"
    sentence = _("%(what)s is already there.")
    remedy = _("Nothing was changed. Look for it in its list, where what is disabled stays, and go on from there.")
    who = AN_ADMIN


class NamedAlreadyThere(AlreadyThere):
    """Likewise; `kind` is a marked word such as “The account”, and `name` what it is called."""

    sentence = _("%(kind)s %(name)s is already there.")


class TooMany(Refusal):
    """The limit of a rate is reached; `retry_after` is in seconds, and in words `minutes` of them, begun ones too."""

    def __init__(self, *, retry_after: int, **values: object) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after, minutes=-(-retry_after // 60), **values)


class Unavailable(Refusal):
    """A part that the portal needs does not work right now; `retry_after` is in seconds."""

    retry_after: int = 10


class StorageUnavailable(Unavailable):
    """The database did not take or give what was asked; nothing was asked of AWS after that."""

    code = "storage-unavailable"
    sentence = _("The portal cannot reach its database right now, so it opened nothing.")
    remedy = _("Try again in a minute. Without its ledger the portal opens no console, on purpose.")
    who = THE_OPERATOR
