"""The last admin is kept where there is one that lasts, and nothing is kept from a portal that has none."""

from dataclasses import replace

import pytest

from app.domain.admins import LastAdmin
from app.domain.drafts import added, changed
from app.domain.mappings import Mapping
from app.joints.editing import Editing
from app.services.drafts import Saved
from app.storage.ids import new_id
from tests.storage.company import NOW, Company
from tests.storage.drafting import HOUR, ROOT, drafted, told


def test_a_portal_whose_admins_all_have_an_end_can_still_add_an_auditor(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "person", company.alice.id, "portal", "admin", valid_until=NOW + HOUR)
    editing.drafts.save(ROOT, drafted(added(admin)))

    saved = editing.drafts.save(ROOT, drafted(added(replace(admin, id=new_id(), target_id="auditor"))))

    assert isinstance(saved, Saved)


def test_the_last_admins_mapping_is_not_turned_to_something_else(editing: Editing, company: Company) -> None:
    admin = Mapping(new_id(), "allow", "person", company.alice.id, "portal", "admin")
    editing.drafts.save(ROOT, drafted(added(admin)))
    elsewhere = replace(admin, target_kind="role", target_id=str(company.reader.id))

    preview = editing.drafts.preview(ROOT, drafted(changed(admin, elsewhere)))

    assert told(preview.effects) == {"admin": (0, 1)}
    with pytest.raises(LastAdmin):
        editing.drafts.save(ROOT, drafted(changed(admin, elsewhere)))
