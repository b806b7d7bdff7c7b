"""The Condition block of a policy.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.demo.sts.answers import beyond

Context = Mapping[str, str | tuple[str, ...]]
"""Context keys in lower case; a tuple is a multivalued key such as `aws:tagkeys`."""

Test = Callable[[str, str, Context], bool]

_TOKEN: Final = re.compile(r"\$\{(?P<variable>[^}]*)\}|(?P<wildcard>[*?])|(?P<text>[^*?$]+|\$)")
_OPERATOR: Final = re.compile(r"(?:(?P<set>ForAllValues|ForAnyValue):)?(?P<base>\w+?)(?P<ifexists>IfExists)?", re.I)
_ARN_PARTS: Final = 6


class UnsetVariable(Exception):
    """A policy variable names a key that is not in the request: nothing can match the value."""


def as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def conditions_met(block: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Say whether every operator and every key of a Condition block holds."""
    return all(
        _holds(operator, key.lower(), _texts(wanted), context)
        for operator, tests in block.items()
        for key, wanted in tests.items()
    )


def pattern_for(value: str, context: Context, *, wildcards: bool = True) -> re.Pattern[str]:
    """Turn a policy's text into a pattern, with `${variables}` filled in; raises UnsetVariable."""
    parts = [_part(match, context, wildcards) for match in _TOKEN.finditer(value)]
    return re.compile("".join(parts), re.DOTALL)


def _part(match: re.Match[str], context: Context, wildcards: bool) -> str:
    if match["wildcard"]:
        return {"*": ".*", "?": "."}[match["wildcard"]] if wildcards else re.escape(match["wildcard"])
    if match["variable"] is None:
        return re.escape(match["text"])
    name, _, default = match["variable"].partition(",")
    if name in {"*", "?", "$"}:
        return re.escape(name)
    value = context.get(name.strip().lower())
    if isinstance(value, str):
        return re.escape(value)
    if default.strip():
        return re.escape(default.strip().strip("'"))
    raise UnsetVariable(name)


def _holds(operator: str, key: str, wanted: Sequence[str], context: Context) -> bool:
    parts = _OPERATOR.fullmatch(operator)
    base = parts["base"].lower() if parts else ""
    if parts is None or (base != "null" and base not in _TESTS):
        raise beyond(f"condition operator “{operator}”")
    actual = context.get(key)
    if base == "null":
        return any((word.lower() == "true") == (actual is None) for word in wanted)
    quantifier = (parts["set"] or "").lower()
    if actual is None:
        return _holds_without_key(quantifier, negative=_is_negative(base), if_exists=parts["ifexists"] is not None)
    values = actual if isinstance(actual, tuple) else (actual,)
    if quantifier == "forallvalues":
        return all(_value_passes(base, wanted, value, context) for value in values)
    if quantifier == "foranyvalue":
        return any(_value_passes(base, wanted, value, context) for value in values)
    # A multivalued key needs one of the two set operators: without, the condition is not met.
    return isinstance(actual, str) and _value_passes(base, wanted, actual, context)


def _holds_without_key(quantifier: str, *, negative: bool, if_exists: bool) -> bool:
    if quantifier == "foranyvalue":
        return False
    return quantifier == "forallvalues" or negative or if_exists


def _value_passes(base: str, wanted: Sequence[str], actual: str, context: Context) -> bool:
    """Positive operators want one of the policy's values to match; negative ones want each of them not to."""
    negative = _is_negative(base)
    passed = [_one_passes(_TESTS[base], value, actual, context, negative=negative) for value in wanted]
    return all(passed) if negative else any(passed)


def _one_passes(test: Test, wanted: str, actual: str, context: Context, *, negative: bool) -> bool:
    """A value with an unset variable passes neither way."""
    try:
        return test(wanted, actual, context) != negative
    except UnsetVariable:
        return False


def _is_negative(base: str) -> bool:
    return "not" in base


def _texts(wanted: object) -> list[str]:
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in as_list(wanted)]


def _equals(wanted: str, actual: str, context: Context) -> bool:
    return pattern_for(wanted, context, wildcards=False).fullmatch(actual) is not None


def _equals_ignoring_case(wanted: str, actual: str, context: Context) -> bool:
    return re.compile(pattern_for(wanted, context, wildcards=False).pattern, re.I | re.S).fullmatch(actual) is not None


def _like(wanted: str, actual: str, context: Context) -> bool:
    return pattern_for(wanted, context).fullmatch(actual) is not None


def _arn_like(wanted: str, actual: str, context: Context) -> bool:
    """Each of the six parts of an ARN is matched by itself: a `*` never runs over a colon, but in the last part."""
    pattern, text = wanted.split(":", _ARN_PARTS - 1), actual.split(":", _ARN_PARTS - 1)
    if len(pattern) != _ARN_PARTS or len(text) != _ARN_PARTS:
        return False
    return all(_like(mine, theirs, context) for mine, theirs in zip(pattern, text, strict=True))


def _bool(wanted: str, actual: str, _context: Context) -> bool:
    return wanted.lower() in {"true", "false"} and wanted.lower() == actual.lower()


# ArnEquals and ArnLike behave identically, says AWS's page.
_TESTS: Final[Mapping[str, Test]] = {
    "stringequals": _equals,
    "stringnotequals": _equals,
    "stringequalsignorecase": _equals_ignoring_case,
    "stringnotequalsignorecase": _equals_ignoring_case,
    "stringlike": _like,
    "stringnotlike": _like,
    "arnequals": _arn_like,
    "arnlike": _arn_like,
    "arnnotequals": _arn_like,
    "arnnotlike": _arn_like,
    "bool": _bool,
}
