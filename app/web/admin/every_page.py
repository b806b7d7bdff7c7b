"""Every admin page: one blueprint a feature, one a line."""

from typing import Final

from flask import Blueprint

from app.web.admin import (
    access_tests,
    accounts,
    answers,
    background_tests,
    break_glass,
    discovery,
    group_members,
    groups,
    history,
    home,
    imports,
    ledger,
    mappings,
    people,
    proposals,
    role_health,
    roles,
    running_consoles,
    several_tests,
    view_as,
    web_sessions,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    home.bp,
    imports.bp,
    access_tests.bp,
    history.bp,
    ledger.bp,
    mappings.bp,
    proposals.bp,
    accounts.bp,
    roles.bp,
    people.bp,
    web_sessions.bp,
    groups.bp,
    group_members.bp,
    role_health.bp,
    several_tests.bp,
    background_tests.bp,
    running_consoles.bp,
    discovery.bp,
    answers.bp,
    break_glass.bp,
    view_as.bp,
)
