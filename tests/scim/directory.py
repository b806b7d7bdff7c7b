"""A company's directory that calls the portal by SCIM, over HTTP, as a test wants."""

from typing import Any, cast  # Any: what is sent is as wrong as a test wants, and what comes back is JSON
from urllib.parse import urlencode

import requests
from scim2_client import BaseSyncSCIMClient
from scim2_client.client import RawResponse

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Directory:
    """One directory with its token; `base_url` is where the portal listens."""

    def __init__(self, base_url: str, host: str, token: str) -> None:
        self.base_url = base_url
        self.headers = {"Host": host, "Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """Send one call; what is not bytes goes as JSON."""
        how: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        return requests.request(
            method, f"{self.base_url}/scim/v2{path}", headers=self.headers | headers, timeout=30, **how
        )

    def add_user(self, called: str, **more: Any) -> Any:
        """Provision somebody, whose externalId is made of their userName, and return the resource."""
        user = {"schemas": [USER], "userName": called, "externalId": f"00u-{called}", "active": True}
        answer = self.call("POST", "/Users", user | more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def add_group(self, name: str, *members: str) -> Any:
        """Provision a group, and return the resource."""
        group = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members]}
        answer = self.call("POST", "/Groups", group)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def find(self, path: str, scim_filter: str, **how: str) -> requests.Response:
        """Ask for what fits a filter."""
        return self.call("GET", f"{path}?{urlencode({'filter': scim_filter, **how})}")

    def patch(self, path: str, *operations: Any, **headers: str) -> requests.Response:
        """Send a PATCH."""
        return self.call("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **headers)


class HttpClient(BaseSyncSCIMClient):
    """What the independent checker calls with: an ordinary HTTP client.

    After each check it deletes everything that it has made since its beginning, which would be most of its calls:
    what is deleted already is not deleted again.
    """

    def __init__(self, directory: Directory) -> None:
        super().__init__()
        self._directory = directory
        self._http = requests.Session()
        self._deleted: dict[str, requests.Response] = {}

    def request(self, method: str, url: str, **how: Any) -> requests.Response:
        """Send a request to an address below that of SCIM."""
        base = f"{self._directory.base_url}/scim/v2"
        where = url if url.startswith("http") else f"{base}/{url.lstrip('/')}"
        headers = self._directory.headers | how.pop("headers", {})
        if method == "DELETE" and where in self._deleted:
            return self._deleted[where]
        answer = self._http.request(method, where, headers=headers, timeout=30, **how)
        if method == "DELETE" and answer.ok:
            self._deleted[where] = answer
        return answer

    def _parse_json(self, response: RawResponse) -> Any:
        return cast(requests.Response, response).json()

    def _query_kwargs(self, payload: dict[str, Any]) -> dict[str, Any]:
        return {"params": payload}
