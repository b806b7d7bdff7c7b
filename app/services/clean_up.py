"""Take away what a walk made: every step is tried, whatever became of the one before."""

from collections.abc import Callable, Iterable
from typing import Final, Literal, Protocol

from app.domain.aws_failures import AwsFailure
from app.domain.iam_failures import IamBusy, NotInIam
from app.domain.walkthrough import CleanUp, CleanUpStep, PlannedRole

# In seconds, between the tries of one step: about ten in all, in which IAM mostly has caught up with itself.
_PAUSES: Final = (0.5, 1.0, 2.0, 3.0, 4.0)


class RoleRemover(Protocol):
    """Deletes in IAM. Raises AwsFailure."""

    def detach_policy(self, planned: PlannedRole) -> None: ...

    def delete_role(self, planned: PlannedRole) -> None: ...


class Traces:
    """What a walk may have left in IAM; set before each request, since its answer can be lost."""

    def __init__(self) -> None:
        self.may_have_role = False
        self.may_have_attachment = False


class CleanUps:
    """Deletes a walk's role, and says what it could not."""

    def __init__(self, *, iam: RoleRemover, sleep: Callable[[float], None]) -> None:
        self._iam = iam
        self._sleep = sleep

    def after(self, planned: PlannedRole, traces: Traces) -> CleanUp:
        """Detach what may be attached and delete the role that may be there.

        Raises nothing that AWS could cause: failures are in the answer.
        """
        steps: list[CleanUpStep] = []
        if traces.may_have_attachment:
            steps.append(self._step("attachment", self._iam.detach_policy, planned, _PAUSES))
        # IAM deletes no role with a policy attached: where that is certain, one try is enough.
        is_bound = any(step.outcome == "left" for step in steps)
        steps.append(self._step("role", self._iam.delete_role, planned, () if is_bound else _PAUSES))
        return CleanUp(planned, tuple(steps))

    def _step(
        self,
        thing: Literal["attachment", "role"],
        delete: Callable[[PlannedRole], None],
        planned: PlannedRole,
        pauses: Iterable[float],
    ) -> CleanUpStep:
        failure = self._try(delete, planned)
        for pause in pauses:
            if failure is None or not _may_pass(failure):
                break
            self._sleep(pause)
            again = self._try(delete, planned)
            # Where an earlier answer was lost, the thing that is not there was deleted by that try.
            failure = None if isinstance(again, NotInIam) and _may_have_worked(failure) else again
        return CleanUpStep(thing, failure)

    def _try(self, delete: Callable[[PlannedRole], None], planned: PlannedRole) -> AwsFailure | None:
        try:
            delete(planned)
        except AwsFailure as failure:
            return failure
        return None


def _may_have_worked(failure: AwsFailure) -> bool:
    return failure.way in {"unreachable", "too slow"}


def _may_pass(failure: AwsFailure) -> bool:
    """Say whether trying again makes sense; to delete is safe to repeat, and IAM shows new things with a delay."""
    return failure.way in {"throttled", "unreachable", "too slow"} or isinstance(failure, IamBusy | NotInIam)
