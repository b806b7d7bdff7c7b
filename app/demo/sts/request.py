"""The parameters of AssumeRole, held to every limit that AWS documents, in AWS's own words.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html (tags)
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.demo.sts.answers import AwsRefusal, invalid

Form = Mapping[str, str]

_MOST_TAGS: Final = 50
_MOST_POLICY_ARNS: Final = 10
_TAG_PATTERN: Final = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"
_POLICY_PATTERN: Final = r"[\u0009\u000A\u000D\u0020-\u00FF]+"
_ROLE_ARN: Final = re.compile(r"arn:(?P<partition>[a-z0-9-]+):iam::(?P<account>\d{12}):role/(?P<path>[\x21-\x7e]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumeRoleCall:
    """What was asked, and is well-formed."""

    role_arn: str
    partition: str
    role_session_name: str
    duration_seconds: int
    external_id: str | None
    source_identity: str | None
    tags: Mapping[str, str]
    transitive_tag_keys: tuple[str, ...]
    policy: str | None
    policy_arns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """The documented syntax of one parameter; `shown` is the pattern as AWS prints it."""

    name: str
    shortest: int
    longest: int
    shown: str
    required: bool = False

    @property
    def member(self) -> str:
        return self.name[0].lower() + self.name[1:]


_RULES: Final = (
    _Rule(name="RoleArn", shortest=20, longest=2048, shown=r"[\u0009\u000A\u000D\u0020-\u007E\u0085]+", required=True),
    _Rule(name="RoleSessionName", shortest=2, longest=64, shown=r"[\w+=,.@-]*", required=True),
    _Rule(name="ExternalId", shortest=2, longest=1224, shown=r"[\w+=,.@:\/-]*"),
    _Rule(name="SourceIdentity", shortest=2, longest=64, shown=r"[\w+=,.@-]*"),
    _Rule(name="SerialNumber", shortest=9, longest=256, shown=r"[\w+=/:,.@-]*"),
    _Rule(name="TokenCode", shortest=6, longest=6, shown=r"[\d]*"),
    _Rule(name="Policy", shortest=1, longest=2048, shown=_POLICY_PATTERN),
)


def parse_assume_role(form: Form) -> AssumeRoleCall:
    """Read the form; raises AwsRefusal that lists everything wrong with it, as AWS does."""
    problems = [problem for rule in _RULES for problem in _problems(rule, form)]
    problems += _duration_problems(form.get("DurationSeconds"))
    _refuse(problems)
    match = _ROLE_ARN.fullmatch(form["RoleArn"])
    if match is None:
        raise invalid(f"{form['RoleArn']} is invalid")
    if "SerialNumber" in form or "TokenCode" in form:
        raise AwsRefusal("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403)
    tags = _tags(form)
    return AssumeRoleCall(
        role_arn=form["RoleArn"],
        partition=match["partition"],
        role_session_name=form["RoleSessionName"],
        duration_seconds=int(form.get("DurationSeconds", "3600")),
        external_id=form.get("ExternalId"),
        source_identity=form.get("SourceIdentity"),
        tags=tags,
        transitive_tag_keys=_transitive(form, tags),
        policy=form.get("Policy"),
        policy_arns=_policy_arns(form),
    )


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        count = "1 validation error" if len(problems) == 1 else f"{len(problems)} validation errors"
        raise invalid(f"{count} detected: {'; '.join(problems)}")


def _problem(value: str | None, member: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{member}' failed to satisfy constraint: Member must {constraint}"


def _too_many(member: str, most: int) -> str:
    return f"Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to {most}"


def _problems(rule: _Rule, form: Form) -> Iterator[str]:
    value = form.get(rule.name)
    if value is None:
        if rule.required:
            yield _problem(None, rule.member, "not be null")
        return
    # STS counts ASCII as word characters, and nothing else.
    if not re.fullmatch(rule.shown, value, re.ASCII):
        yield _problem(value, rule.member, f"satisfy regular expression pattern: {rule.shown}")
    yield from _length_problems(value, rule.member, rule.shortest, rule.longest)


def _length_problems(value: str, member: str, shortest: int, longest: int) -> Iterator[str]:
    if len(value) < shortest:
        yield _problem(value, member, f"have length greater than or equal to {shortest}")
    if len(value) > longest:
        yield _problem(value, member, f"have length less than or equal to {longest}")


def _duration_problems(text: str | None) -> list[str]:
    if text is None:
        return []
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise AwsRefusal("MalformedInput", "DurationSeconds is not an integer.")
    if int(text) < 900:
        return [_problem(text, "durationSeconds", "have value greater than or equal to 900")]
    if int(text) > 43200:
        return [_problem(text, "durationSeconds", "have value less than or equal to 43200")]
    return []


def _members(form: Form, name: str) -> list[str]:
    """The values of a Query-protocol list: `Name.member.1`, `Name.member.2`, …"""
    prefix, numbers = f"{name}.member.", range(1, len(form) + 1)
    return [form[f"{prefix}{number}"] for number in numbers if f"{prefix}{number}" in form]


def _tags(form: Form) -> dict[str, str]:
    numbers = [number for number in range(1, len(form) + 1) if f"Tags.member.{number}.Key" in form]
    pairs = [(form[f"Tags.member.{n}.Key"], form.get(f"Tags.member.{n}.Value", "")) for n in numbers]
    if len(pairs) > _MOST_TAGS:
        _refuse([_too_many("tags", _MOST_TAGS)])
    for number, (key, value) in zip(numbers, pairs, strict=True):
        _refuse([*_tag_problems(key, f"tags.{number}.member.key", 1, 128)])
        _refuse([*_tag_problems(value, f"tags.{number}.member.value", 0, 256)])
        if key.lower().startswith("aws:"):
            raise invalid("Tag keys must not begin with the text aws:, which is reserved.")
    if len({key.lower() for key, _ in pairs}) != len(pairs):
        message = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        raise AwsRefusal("InvalidParameterValue", message)
    return dict(pairs)


def _tag_problems(text: str, member: str, shortest: int, longest: int) -> Iterator[str]:
    if not all(unicodedata.category(each)[0] in "LZN" or each in "_.:/=+-@" for each in text):
        yield _problem(text, member, f"satisfy regular expression pattern: {_TAG_PATTERN}")
    yield from _length_problems(text, member, shortest, longest)


def _transitive(form: Form, tags: Mapping[str, str]) -> tuple[str, ...]:
    keys = _members(form, "TransitiveTagKeys")
    by_key = {key.lower(): key for key in tags}
    missing = [key for key in keys if key.lower() not in by_key]
    if missing:
        message = "The specified transitive tag key must be included in the requested tags."
        raise AwsRefusal("InvalidParameterValue", message)
    return tuple(by_key[key.lower()] for key in keys)


def _policy_arns(form: Form) -> tuple[str, ...]:
    arns = [form[name] for name in form if re.fullmatch(r"PolicyArns\.member\.\d+\.arn", name)]
    if len(arns) > _MOST_POLICY_ARNS:
        _refuse([_too_many("policyArns", _MOST_POLICY_ARNS)])
    return tuple(arns)
