"""A channel of notices that tests look into."""

from app.domain.notices import Notice, NoticeNotSent


class Postbox:
    """A channel that takes notices, or refuses them for a reason."""

    name = "postbox"

    def __init__(self) -> None:
        self.taken: list[Notice] = []
        self.problem: str | None = None

    def send(self, notice: Notice) -> None:
        """Take a notice; raises NoticeNotSent where there is a problem."""
        if self.problem is not None:
            raise NoticeNotSent(self.problem)
        self.taken.append(notice)
