"""The form of an account: what was typed, the draft that it asks for, and its page."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import render_template, url_for

from app.domain.accounts import COLOURS, Account, colour_for
from app.domain.arns import AccountId
from app.domain.descriptions import LONGEST_ENVIRONMENT, parse_colour, parse_line, parse_region, parse_tags
from app.domain.drafts import Draft, Thing, added, changed
from app.domain.names import parse_name
from app.domain.pages import Search
from app.domain.partitions import PARTITIONS, partition_named
from app.domain.refusals import NamedAlreadyThere
from app.domain.words import _
from app.web.admin.drafts import Posted, require_version
from app.web.admin.freshness import freshness_fields, freshness_in
from app.web.admin.mapping_targets import example_tag, known_tags
from app.web.admin.reading import Filled, Reading
from app.web.admin.things import require_account
from app.web.site import portal

_PARTITIONS: Final = tuple((partition.name, partition.name) for partition in PARTITIONS)


@dataclass(frozen=True, slots=True)
class AccountSheet:
    """A form that adds an account, or changes one: then the fields `account` and `version` say which."""

    posted: Posted
    can_be_edited: bool = True
    remarks: None = None

    @property
    def action(self) -> str:
        return url_for("admin_accounts.change")

    @property
    def home(self) -> str:
        known = self.posted.fields.get("account")
        if known is None:
            return url_for("admin_accounts.list_accounts")
        return url_for("admin_accounts.show", account_row_id=known)

    def draft(self) -> Draft:
        """Return the draft; raises FieldErrors, NotThere or StaleEdit."""
        reading, before = Reading(self.posted.fields), self._before()
        if before is not None:
            require_version(before, reading.text("version"))
        after = _account_in(reading, before)
        revision = added(after) if before is None else changed(before, after)
        return Draft((revision,), reading.text("reason"))

    def on_top_of(self, current: Thing) -> "AccountSheet":
        """Return the form as if it had been begun with what holds now."""
        return AccountSheet(self.posted.having(version=str(current.version)))

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of the form; raises NotThere or StorageUnavailable."""
        return render_template(
            "admin/accounts/form.html",
            sheet=self,
            filled=Filled(self.posted.fields, errors),
            account=self._before(),
            partitions=_PARTITIONS,
            colours=COLOURS,
            example_tag=example_tag(known_tags()),
        )

    def _before(self) -> Account | None:
        text = self.posted.fields.get("account")
        return require_account(text) if text else None


def fields_of(account: Account) -> dict[str, str]:
    """Return the fields that say what an account says."""
    fields = {
        "account": str(account.id),
        "version": str(account.version),
        "name": account.name,
        "description": account.description,
        "environment": account.environment,
        "colour": account.colour,
        "tags": "\n".join(f"{key}={value}" for key, value in sorted(account.tags.items())),
        "default_region": account.default_region or "",
        **freshness_fields(account.freshness),
    }
    return fields | ({"sensitive": "yes"} if account.sensitive else {})


def account_numbered(partition: str, account_id: AccountId) -> Account | None:
    """Return the account of that number in a partition, if it is there; raises StorageUnavailable."""
    found = portal().lists.accounts.page(Search(account_id.text)).rows
    return next((one for one in found if (one.partition, one.account_id) == (partition, account_id)), None)


def _account_in(reading: Reading, before: Account | None) -> Account:
    """Read what the account is to be; raises FieldErrors."""
    which = (before.partition, before.account_id) if before else _number_in(reading)
    partition = which[0] if which else reading.text("partition")
    name = reading.required("name", _("Name"), parse_name)
    description = reading.parsed("description", parse_line)
    environment = reading.parsed("environment", partial(parse_line, longest=LONGEST_ENVIRONMENT))
    colour = reading.optional("colour", parse_colour)
    tags = reading.parsed("tags", lambda text: parse_tags(text.splitlines()))
    region = reading.optional("default_region", partial(parse_region, partition=partition))
    freshness = freshness_in(reading)
    number = reading.complete(which)
    return Account(
        id=before.id if before else portal().new_id(),
        partition=number[0],
        account_id=number[1],
        name=reading.complete(name),
        description=reading.complete(description),
        environment=reading.complete(environment),
        colour=colour or colour_for(number[1]),
        tags=reading.complete(tags),
        sensitive=reading.is_checked("sensitive"),
        default_region=region,
        freshness=freshness,
        disabled_at=before.disabled_at if before else None,
    )


def _number_in(reading: Reading) -> tuple[str, AccountId] | None:
    """Read which account a new one is; one that is there already is a mistake beside its number."""
    partition = reading.parsed("partition", partition_named)
    account_id = reading.required("account_id", _("Account ID"), AccountId.parse)
    if partition is None or account_id is None:
        return None
    reading.take("account_id", lambda: _require_new(partition.name, account_id))
    return partition.name, account_id


def _require_new(partition: str, account_id: AccountId) -> None:
    if account_numbered(partition, account_id) is not None:
        raise NamedAlreadyThere(kind=_("The account"), name=account_id)
