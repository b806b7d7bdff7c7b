"""The portal's records for the commands that read and write them: opened only where the schema fits."""

from app.joints.records import Records, records_of
from app.settings import DatabaseSettings, load
from app.storage.schema import Readiness


def ready_records(settings: DatabaseSettings | None = None) -> Records:
    """Open the records that the environment names; raises SettingsRefused, StorageUnavailable or SchemaNotCurrent."""
    records = records_of(settings or load(DatabaseSettings))
    Readiness(database=records.database).require_ready()
    return records
