"""What a serving process does not keep: the memory of judged passwords, and libraries that it never uses."""

import subprocess
import sys

import pytest

# In processes of their own: what is measured is the whole of a process.
RESIDENT = """
from pathlib import Path

def resident_megabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
"""
JUDGE = f"""{RESIDENT}
import sys
from concurrent.futures import ThreadPoolExecutor
from app.cli.allocator import give_back_large_blocks
from app.identity.passwords import Argon2Passwords

if "give-back" in sys.argv:
    give_back_large_blocks()
passwords = Argon2Passwords()
before = resident_megabytes()
with ThreadPoolExecutor(3) as threads:
    list(threads.map(lambda _time: passwords.verify(None, "a long enough password"), range(12)))
print(resident_megabytes() - before)
"""
FORGET = f"""{RESIDENT}
from app.cli.allocator import give_back_what_is_free

blocks = [b"%d" % number * 500 for number in range(10_000, 30_000)]
last = blocks.pop()
blocks.clear()
before = resident_megabytes()
give_back_what_is_free()
print(before - resident_megabytes())
"""
IMPORTED = "import sys; import app.cli.main, app.cli.serve; print(*sorted(sys.modules))"


def run(code: str, *arguments: str) -> str:
    ended = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return ended.stdout


@pytest.fixture(scope="module")
def imported() -> list[str]:
    """What a process that serves has imported."""
    return run(IMPORTED).split()


def test_the_memory_of_judged_passwords_is_given_back() -> None:
    assert float(run(JUDGE, "give-back")) < 10


def test_left_alone_the_allocator_would_keep_it() -> None:
    assert float(run(JUDGE)) > 15


def test_what_the_start_has_left_free_is_given_back() -> None:
    assert float(run(FORGET)) > 20


@pytest.mark.parametrize(
    "library",
    [
        "alembic",
        "cryptography",
        "mako",
        "moto",
        "segno",
        "app.demo",
        "app.storage.upgrade",
        "fido2",
        "app.scim",
        "app.domain.provisioning",
    ],
)
def test_serving_brings_nothing_along_that_it_may_never_use(imported: list[str], library: str) -> None:
    assert "app.factory" in imported
    assert library not in imported
