"""Collects what a foreign file maps to what: each pair once, and a remark on whatever is not carried over."""

from app.domain.arns import RoleArn
from app.domain.conditions import Conditions
from app.domain.interchange import Flaw, SubjectName, Written, WrittenMapping
from app.domain.names import shown
from app.domain.refusals import Malformed


class Carried:
    """What has been taken from a file of ConsoleMe so far. Its names may be people's or groups'."""

    def __init__(self) -> None:
        self._mappings: dict[tuple[str, str], WrittenMapping] = {}
        self._left_out: list[Flaw] = []

    def take(self, line: int, name: str, role_arn: str) -> None:
        """Take a mapping, or say why not."""
        try:
            target = RoleArn.parse(role_arn)
        except Malformed:
            what = f"“{shown(role_arn)}” of “{shown(name)}” is not the ARN of an IAM role."
            return self.leave(line, what, "Add a mapping by hand; a name pattern leads to several roles at once.")
        first = self._mappings.setdefault((name, role_arn), _mapping(line, name, target))
        if first.line != line:
            self.leave(line, f"“{shown(name)}” has {target} already, in line {first.line}.", "Nothing has to be done.")
        return None

    def leave(self, line: int, what: str, remedy: str = "") -> None:
        """Note what is not carried over."""
        self._left_out.append(Flaw(line, what, remedy))

    def written(self, flaws: list[Flaw]) -> Written:
        """Return everything, in the order of the file."""
        return Written(
            kind="consoleme",
            mappings=tuple(self._mappings.values()),
            flaws=tuple(sorted(flaws)),
            left_out=tuple(sorted(self._left_out)),
        )


def _mapping(line: int, name: str, target: RoleArn) -> WrittenMapping:
    return WrittenMapping(
        line=line,
        id=None,
        effect="allow",
        subject=SubjectName(kind=None, name=name),
        target=target,
        conditions=Conditions(),
    )
