"""The form of a mapping: what was typed, the draft that it asks for, and its page."""

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import render_template, url_for

from app.domain.conditions import LONGEST_SESSION_POLICY
from app.domain.drafts import Draft, Revision, Thing, added, changed
from app.domain.mappings import Mapping, SubjectKind
from app.domain.naming import Names
from app.web.admin import mapping_subjects, mapping_targets
from app.web.admin.drafts import Posted, require_version
from app.web.admin.mapping_conditions import conditions_in, fields_of_conditions, longest_options, validity_in
from app.web.admin.mapping_words import mapping_in_words, names_for, tags_in_words
from app.web.admin.reading import Filled, Reading
from app.web.admin.still_running import still_running
from app.web.admin.things import require_mapping
from app.web.site import portal

# Of a new mapping, unless somebody chooses otherwise.
DEFAULTS: Final = (
    ("effect", "allow"),
    ("subject_kind", "group"),
    ("target_kind", "role"),
    ("accounts_kind", "all"),
    ("portal", "auditor"),
)


@dataclass(frozen=True, slots=True)
class MappingSheet:
    """A form that adds mappings, or changes one: then the fields `mapping` and `version` say which."""

    posted: Posted
    can_be_edited: bool = True
    remarks: None = None

    @property
    def action(self) -> str:
        return url_for("admin_mappings.change")

    @property
    def home(self) -> str:
        return url_for("admin_mappings.list_mappings")

    def draft(self) -> Draft:
        """Return the draft; raises FieldErrors, NoSuchThing or StaleEdit."""
        reading = Reading(self.posted.fields)
        before = self._before()
        if before is not None:
            require_version(before, reading.text("version"))
        after = tuple(_mappings_in(reading, before))
        reading.require_no_mistake()
        revisions = tuple(_revision(before, mapping) for mapping in after)
        return Draft(revisions, reading.text("reason"))

    def on_top_of(self, current: Thing) -> "MappingSheet":
        """Return the form as if it had been begun with what holds now."""
        return MappingSheet(self.posted.having(version=str(current.version)))

    def page(self, errors: ReadOnly[str, str]) -> str:
        """Return the page of the form; raises NoSuchThing or StorageUnavailable."""
        fields, before = dict(DEFAULTS) | dict(self.posted.fields), self._before()
        kind: SubjectKind = "person" if fields["subject_kind"] == "person" else "group"
        known_tags = mapping_targets.known_tags()
        return render_template(
            "admin/mappings/form.html",
            sheet=self,
            filled=Filled(fields, errors),
            before=mapping_in_words(before, names_for([before])) if before else None,
            mapping=before,
            running=still_running("mapping", before.id) if before else None,
            subject_choices=mapping_subjects.choices(kind, fields.get("subject", "").strip()),
            role_choices=mapping_targets.choices(fields.get("role", "").strip()),
            matches=mapping_targets.matches_of(fields) if fields["target_kind"] == "selector" else None,
            known_tags=known_tags,
            example_tag=mapping_targets.example_tag(known_tags),
            longest_options=longest_options(fields.get("longest", "")),
            longest_policy=LONGEST_SESSION_POLICY,
        )

    def _before(self) -> Mapping | None:
        text = self.posted.fields.get("mapping")
        return require_mapping(text) if text else None


def fields_of(mapping: Mapping, names: Names) -> dict[str, str]:
    """Return the fields that say what a mapping says."""
    fields = {
        "mapping": str(mapping.id),
        "version": str(mapping.version),
        "effect": mapping.effect,
        "subject_kind": mapping.subject_kind,
        "subject": _subject_as_typed(mapping, names),
        "target_kind": mapping.target_kind,
    }
    return fields | _fields_of_target(mapping, names) | fields_of_conditions(mapping)


def _subject_as_typed(mapping: Mapping, names: Names) -> str:
    """Return the name if it stands for nobody else; otherwise the id, which the form shows as a choice."""
    person, group = names.people.get(mapping.subject_id), names.groups.get(mapping.subject_id)
    name = person.username.text if person else group.name if group else ""
    unique = len(mapping_subjects.called(mapping.subject_kind, name)) == 1 if name else False
    return name if unique else str(mapping.subject_id)


def _fields_of_target(mapping: Mapping, names: Names) -> dict[str, str]:
    if mapping.target_kind == "portal":
        return {"portal": mapping.target_id}
    if mapping.selector is None:
        role = names.roles.get(UUID(mapping.target_id))
        return {"role": role.role_arn.text if role else ""}
    accounts = mapping.selector.accounts
    return {
        "pattern": mapping.selector.pattern.text,
        "accounts_kind": accounts.kind,
        "accounts": "\n".join(sorted(names.accounts[id_].account_id.text for id_ in accounts.ids)),
        "tags": tags_in_words(accounts),
    }


def _mappings_in(reading: Reading, before: Mapping | None) -> Iterable[Mapping]:
    kind: SubjectKind = "person" if reading.text("subject_kind") == "person" else "group"
    subjects = mapping_subjects.subjects_in(reading, kind)
    target = _kept(mapping_targets.target_in(reading), before)
    conditions, (start, end) = conditions_in(reading, before), validity_in(reading, before)
    if target is None:
        return ()
    return tuple(
        Mapping(
            id=before.id if before else portal().new_id(),
            effect="deny" if reading.text("effect") == "deny" else "allow",
            subject_kind=kind,
            subject_id=subject_id,
            target_kind=target.kind,
            target_id=target.id,
            conditions=conditions,
            valid_from=start,
            valid_until=end,
            disabled_at=before.disabled_at if before else None,
            selector=target.selector,
        )
        for subject_id in (subjects[:1] if before else subjects)
    )


def _kept(target: mapping_targets.Target | None, before: Mapping | None) -> mapping_targets.Target | None:
    """Return the selector that the mapping has already, where the new one says the same."""
    had = before.selector if before else None
    if target is None or target.selector is None or had is None:
        return target
    same = (target.selector.pattern, target.selector.accounts) == (had.pattern, had.accounts)
    return mapping_targets.Target("selector", str(had.id), had) if same else target


def _revision(before: Mapping | None, after: Mapping) -> Revision:
    return added(after) if before is None else changed(before, after)
