"""The months of the ledger on PostgreSQL: a partition each, made ahead of time."""

from typing import Final

from sqlalchemy import Connection, text

from app.storage.postgres import SERVING_ROLE

MONTHS_AHEAD: Final = 12
ADD_MONTHS: Final = f"SELECT doorstep_add_ledger_months({MONTHS_AHEAD})"

# A UUIDv7 begins with the milliseconds since 1970, so a month is a range of ids. The new table is attached rather
# than made as a partition: that does not wait for, nor stop, who reads and writes the ledger.
_FUNCTION: Final = """\
CREATE OR REPLACE FUNCTION doorstep_add_ledger_months(months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    this_month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    first_day timestamp;
    partition text;
    added integer := 0;
BEGIN
    IF months NOT BETWEEN 0 AND 120 THEN
        RAISE EXCEPTION 'months must be from 0 to 120';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('doorstep_add_ledger_months'));
    FOR ahead IN -1 .. months LOOP
        first_day := this_month + make_interval(months => ahead);
        partition := 'ledger_event_' || to_char(first_day, 'YYYY_MM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE ledger_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
        EXECUTE format(
            'ALTER TABLE ledger_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
            doorstep_month_floor(first_day), doorstep_month_floor(first_day + interval '1 month'));
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER refuses_truncate BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION doorstep_refuse_change()', partition);
        added := added + 1;
    END LOOP;
    RETURN added;
END $$"""
_FLOOR: Final = """\
CREATE OR REPLACE FUNCTION doorstep_month_floor(first_day timestamp) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT (lpad(to_hex((extract(epoch FROM first_day) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$"""


def ensure_months(connection: Connection) -> None:
    """Make the functions that add months, for the serving role alone, and the months from the last to a year ahead."""
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    connection.execute(text(_FLOOR))
    connection.execute(text(_FUNCTION.format(schema=schema)))
    connection.exec_driver_sql("REVOKE ALL ON FUNCTION doorstep_add_ledger_months(integer) FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION doorstep_add_ledger_months(integer) TO {SERVING_ROLE}")
    connection.exec_driver_sql(ADD_MONTHS)


def add_months(connection: Connection) -> None:
    """Add the months that are missing, as the serving role."""
    connection.exec_driver_sql(ADD_MONTHS)
