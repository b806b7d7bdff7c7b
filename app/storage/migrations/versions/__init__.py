"""The migrations in order, numbered."""
