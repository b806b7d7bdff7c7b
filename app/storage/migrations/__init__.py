"""Migrations: each states its change in full, and is never edited once it has been released."""
