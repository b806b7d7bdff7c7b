"""Puts the click on every request, for CloudTrail to keep."""

from threading import local
from uuid import UUID

from botocore.awsrequest import AWSPreparedRequest

from app.aws.wire import Wire


class ClickHeader:
    """Sets the user agent of the click that this thread is in: registered for botocore's `before-send` event.

    botocore hands no argument of a call to its events, and one client serves many threads.
    """

    def __init__(self, *, wire: Wire) -> None:
        self._wire = wire
        self._call = local()

    def begin(self, click_id: UUID) -> None:
        """Name the click of this thread's next requests."""
        self._call.user_agent = self._wire.user_agent(click_id)

    def put(self, request: AWSPreparedRequest, **_kwargs: object) -> None:
        """Answer botocore's event; the user agent is not part of what is signed."""
        request.headers["User-Agent"] = self._call.user_agent
