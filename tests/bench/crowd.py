"""A crowd that clicks at once: wrk, with alice's cookie and the forms of her roles."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.company import Company
from tests.bench.portal import Portal
from tests.bench.visitor import Visitor

_SCRIPT = Path(__file__).with_name("crowd.lua")


@dataclass(frozen=True, slots=True)
class Clicked:
    """What a crowd got: clicks that led into a console, other answers, broken requests; times in milliseconds."""

    opened: int
    others: int
    failed: int
    seconds: float
    median: float
    slowest_hundredth: float

    @property
    def rate(self) -> float:
        """Clicks into a console, a second."""
        return self.opened / self.seconds


def click_at_once(portal: Portal, visitor: Visitor, company: Company, *, at_once: int, seconds: int) -> Clicked:
    """Let so many clicks be on their way at any moment, for so long."""
    told = subprocess.run(
        ["wrk", "-t1", f"-c{at_once}", f"-d{seconds}s", "--timeout", "10s", "-s", str(_SCRIPT), portal.public_url]
        + ["--", str(_forms(portal.folder / "crowd.txt", visitor, company))],
        capture_output=True,
        text=True,
        check=True,
    )
    return Clicked(**json.loads(told.stdout.splitlines()[-1]))


def _forms(path: Path, visitor: Visitor, company: Company) -> Path:
    head = (f"{name}: {value}" for name, value in visitor.headers().items())
    bodies = (urlencode(visitor.fields_for(role_arn)) for role_arn in company.role_arns)
    path.write_text("\n".join((*head, "", *bodies)) + "\n")
    return path
