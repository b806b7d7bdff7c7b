"""Speaks SQL: SQLAlchemy lives here only, and rows become values before they leave."""
