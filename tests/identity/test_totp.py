"""Codes of authenticator apps: of now and its neighbours, of one's own secret, whatever key it is sealed with."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest

from app.identity.sealing import Seal, SealedWithLostKey
from app.identity.totp import TotpCodes

NOW = datetime(2026, 11, 25, 10, 0, 15, tzinfo=UTC)
STEP = timedelta(seconds=30)
ALICE, BOB = (UUID(f"01980000-0000-7000-8000-00000000000{each}") for each in (1, 2))
OLD_KEY, NEW_KEY = "the key of last year, long enough", "the key of this year, long enough"


@pytest.fixture
def codes() -> TotpCodes:
    return TotpCodes(seal=Seal(secret_key=OLD_KEY), host="doorstep.example.com")


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_now_and_one_step_around(codes: TotpCodes, steps: int, fits: bool) -> None:
    sealed = codes.new_sealed_secret(ALICE)
    shown = pyotp.TOTP(codes.shown(sealed, ALICE, "alice").secret).at(NOW + steps * STEP)

    step = codes.step_of(sealed, ALICE, shown, NOW)

    assert step == {True: int((NOW + steps * STEP).timestamp()) // 30, False: None}[fits]


@pytest.mark.parametrize("typed", ["", "abc", "1234567", "１２３４５６", "-00001"])
def test_what_is_no_code_fits_nothing(codes: TotpCodes, typed: str) -> None:
    assert codes.step_of(codes.new_sealed_secret(ALICE), ALICE, typed, NOW) is None


def test_a_secret_is_new_each_time_and_long(codes: TotpCodes) -> None:
    secrets = {codes.shown(codes.new_sealed_secret(ALICE), ALICE, "alice").secret for _time in range(20)}

    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {32}


def test_what_is_stored_and_printed_shows_no_secret(codes: TotpCodes) -> None:
    sealed = codes.new_sealed_secret(ALICE)
    shown = codes.shown(sealed, ALICE, "alice")

    assert shown.secret not in sealed + repr(shown)
    assert shown.image.startswith(b"<?xml")
    assert b"<script" not in shown.image


def test_a_row_passed_for_another_opens_nothing(codes: TotpCodes) -> None:
    sealed = codes.new_sealed_secret(ALICE)

    with pytest.raises(SealedWithLostKey):
        codes.step_of(sealed, BOB, "123456", NOW)


def test_after_a_rotation_the_code_still_fits_and_the_secret_moves_to_the_new_key(codes: TotpCodes) -> None:
    sealed = codes.new_sealed_secret(ALICE)
    shown = codes.shown(sealed, ALICE, "alice").secret
    rotated = TotpCodes(seal=Seal(secret_key=NEW_KEY, fallbacks=(OLD_KEY,)), host="doorstep.example.com")
    later = TotpCodes(seal=Seal(secret_key=NEW_KEY), host="doorstep.example.com")

    moved = rotated.resealed(sealed)

    assert rotated.step_of(sealed, ALICE, pyotp.TOTP(shown).at(NOW), NOW) is not None
    assert moved is not None
    assert later.shown(moved, ALICE, "alice").secret == shown
    assert later.resealed(moved) is None


def test_without_its_key_a_secret_is_said_to_be_lost(codes: TotpCodes) -> None:
    sealed = codes.new_sealed_secret(ALICE)
    stranger = TotpCodes(seal=Seal(secret_key=NEW_KEY), host="doorstep.example.com")

    with pytest.raises(SealedWithLostKey, match="secret key has changed"):
        stranger.step_of(sealed, ALICE, "123456", NOW)
    with pytest.raises(SealedWithLostKey):
        stranger.resealed(sealed)
