"""Every admin page: one blueprint a feature, one a line."""

from typing import Final

from flask import Blueprint

from app.web.admin import (
    history,
    home,
    ledger,
    mappings,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    history.bp,
    ledger.bp,
    mappings.bp,
)
