"""The form of a role: what was typed, the draft that it asks for, and its page."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import render_template, url_for

from app.domain.accounts import Account, Role, parse_external_id
from app.domain.arns import RoleArn
from app.domain.descriptions import parse_line
from app.domain.destinations import Destination
from app.domain.drafts import Draft, Thing, added, changed
from app.domain.durations import DEFAULT_MAX_CONSOLE_DURATION, LONGEST, SHORTEST, STEP, Duration
from app.domain.pages import Search
from app.domain.partitions import partition_named
from app.domain.refusals import AN_ADMIN, Malformed, NamedAlreadyThere
from app.domain.words import _
from app.web.admin.account_sheet import account_numbered
from app.web.admin.drafts import Posted, require_version
from app.web.admin.freshness import freshness_fields, freshness_in
from app.web.admin.reading import Filled, Reading
from app.web.admin.things import require_role
from app.web.site import portal
from app.web.words import spoken

# Of a new role, unless somebody chooses otherwise.
DEFAULTS: Final = (("source_identity", "yes"), ("longest", str(DEFAULT_MAX_CONSOLE_DURATION)))


class AccountNotThere(Malformed):
    code = "account-not-there"
    sentence = _("The account %(account_id)s of this role is not in the portal yet.")
    remedy = _("Add the account first; what you typed here stays in this window.")
    who = AN_ADMIN


@dataclass(frozen=True, slots=True)
class RoleSheet:
    """A form that adds a role, or changes one: then the fields `role` and `version` say which."""

    posted: Posted
    can_be_edited: bool = True
    remarks: None = None

    @property
    def action(self) -> str:
        return url_for("admin_roles.change")

    @property
    def home(self) -> str:
        known = self.posted.fields.get("role")
        return url_for("admin_roles.show", role_id=known) if known else url_for("admin_roles.list_roles")

    def draft(self) -> Draft:
        """Return the draft; raises FieldErrors, NotThere or StaleEdit."""
        reading, before = Reading(self.posted.fields), self._before()
        if before is not None:
            require_version(before, reading.text("version"))
        after = _role_in(reading, before)
        revision = added(after) if before is None else changed(before, after)
        return Draft((revision,), reading.text("reason"))

    def on_top_of(self, current: Thing) -> "RoleSheet":
        """Return the form as if it had been begun with what holds now."""
        return RoleSheet(self.posted.having(version=str(current.version)))

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of the form; raises NotThere or StorageUnavailable."""
        return render_template(
            "admin/roles/form.html",
            sheet=self,
            filled=Filled(self.posted.fields, errors),
            role=self._before(),
            durations=tuple((str(each), spoken(Duration(each))) for each in range(SHORTEST, LONGEST + 1, STEP)),
        )

    def _before(self) -> Role | None:
        text = self.posted.fields.get("role")
        return require_role(text) if text else None


def fields_of(role: Role) -> dict[str, str]:
    """Return the fields that say what a role says; a box that is not checked is not there."""
    fields = {
        "role": str(role.id),
        "version": str(role.version),
        "description": role.description,
        "external_id": role.external_id or "",
        "longest": str(role.max_console_duration.seconds),
        "default_destination": role.default_destination or "",
        **freshness_fields(role.freshness),
    }
    boxes = {"source_identity": role.source_identity, "session_tags": role.session_tags}
    return fields | {name: "yes" for name, is_checked in boxes.items() if is_checked}


def _role_in(reading: Reading, before: Role | None) -> Role:
    """Read what the role is to be; raises FieldErrors."""
    which = (before.role_arn, before.account) if before else _arn_in(reading)
    description = reading.parsed("description", parse_line)
    longest = reading.parsed("longest", Duration.parse)
    external_id = reading.optional("external_id", parse_external_id)
    # A destination is one of the role's partition: without a role ARN there is none to compare it with.
    landing = partial(Destination.parse, partition=partition_named(which[0].partition)) if which else None
    destination = reading.optional("default_destination", landing) if landing else None
    freshness = freshness_in(reading)
    role_arn, account = reading.complete(which)
    return Role(
        id=before.id if before else portal().new_id(),
        account=account,
        role_arn=role_arn,
        max_console_duration=reading.complete(longest),
        description=reading.complete(description),
        external_id=external_id,
        source_identity=reading.is_checked("source_identity"),
        session_tags=reading.is_checked("session_tags"),
        default_destination=destination.url if destination else None,
        freshness=freshness,
        disabled_at=before.disabled_at if before else None,
    )


def _arn_in(reading: Reading) -> tuple[RoleArn, Account] | None:
    """Read which role a new one is: its account has to be there, and it must not."""
    role_arn = reading.required("role_arn", _("Role ARN"), RoleArn.parse)
    if role_arn is None:
        return None
    account = reading.take("role_arn", lambda: _account_of(role_arn))
    reading.take("role_arn", lambda: _require_new(role_arn))
    return None if account is None else (role_arn, account)


def _account_of(role_arn: RoleArn) -> Account:
    account = account_numbered(role_arn.partition, role_arn.account_id)
    if account is None:
        raise AccountNotThere(account_id=role_arn.account_id)
    return account


def _require_new(role_arn: RoleArn) -> None:
    if any(role.role_arn == role_arn for role in portal().lists.roles.page(Search(role_arn.text)).rows):
        raise NamedAlreadyThere(kind=_("The role"), name=role_arn)
