"""Has the C library give memory back: of judged passwords, each 19 MiB for twenty milliseconds, and of the start."""

import ctypes
from typing import Final

# Numbers of parameters in glibc's <malloc.h>. Source: mallopt(3), which also tells why the limits would move.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
_MEBIBYTE: Final = 1024 * 1024
# Python's own lock lets hardly more than one thread allocate at a time: an arena for each would only keep memory.
_ARENAS: Final = 2


def give_back_large_blocks() -> None:
    """Return blocks of a mebibyte or more to the system as soon as they are free.

    glibc raises that limit to the largest block that was ever freed, and then keeps one in the arena of each thread
    that has judged a password. Other C libraries have no `mallopt`; there this does nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    for parameter, value in ((_MMAP_THRESHOLD, _MEBIBYTE), (_TRIM_THRESHOLD, _MEBIBYTE), (_ARENA_MAX, _ARENAS)):
        mallopt(parameter, value)


def give_back_what_is_free() -> None:
    """Return what reading settings and building the portal has left free: each worker would carry it along.

    Source: malloc_trim(3). Other C libraries have none; there this does nothing.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
