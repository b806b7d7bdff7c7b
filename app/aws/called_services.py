"""Reads botocore's data, and keeps of it what concerns the services that the portal calls."""

from functools import cache
from pathlib import Path
from typing import Any, Final  # Any: botocore's data are untyped dictionaries.

from botocore.loaders import JSONFileLoader, Loader

# The last three are how botocore itself fetches the portal's own credentials where a profile signs in through AWS.
_CALLED: Final = frozenset({"iam", "organizations", "sts", "oidc", "portal.sso", "sso"})


def reader_like(other: Loader) -> Loader:
    """Return the reader that looks into the same folders as another one: one a process, for it keeps what it read."""
    return _reader(tuple(other.search_paths))


@cache
def _reader(folders: tuple[str, ...]) -> Loader:
    return Loader(list(folders), file_loader=_CalledServices(), include_default_search_paths=False)


class _CalledServices(JSONFileLoader):
    """Forgets where the hundreds of other services are: the table of their endpoints would keep 7 MB of memory."""

    def load_file(self, file_path: str) -> Any:
        """Return what is in the file, None where there is none."""
        read = super().load_file(file_path)
        if read is not None and Path(file_path).name == "endpoints":
            for partition in read["partitions"]:
                partition["services"] = _called(partition["services"])
        return read


def _called(services: dict[str, Any]) -> dict[str, Any]:
    return {name: endpoints for name, endpoints in services.items() if name in _CALLED}
