"""The log: one JSON event a line, and no secret in it, whoever wrote the line."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog

_REDACTED: Final = "[redacted]"
_SECRET_NAMES: Final = frozenset({
    "secret_access_key", "secretaccesskey", "session_token", "sessiontoken", "signin_token", "signintoken", "session",
    "sessionkey", "login_url", "password", "authorization", "cookie", "set-cookie", "csrf_token", "secret_key",
    "x-amz-security-token", "aws_secret_access_key", "aws_session_token",
})  # fmt: skip
# What libraries print at their most talkative: XML and JSON answers of STS, form bodies, query strings, headers.
_SECRET_TEXTS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<keep><(?P<tag>SecretAccessKey|SessionToken)>)[^<]*",
        r"(?P<keep>\\?[\"']?(?:SecretAccessKey|SessionToken|SigninToken|sessionKey|sessionToken|aws_secret_access_key"
        r"|aws_session_token|X-Amz-Security-Token|Authorization|Set-Cookie|Cookie|csrf_token|password)\\?[\"']?\s*[:=]\s*"
        r"(?:b)?\\?[\"'])(?:[^\"'\\]|\\[^\"'])*",
        r"(?P<keep>\b(?:Session|SigninToken|X-Amz-Security-Token|X-Amz-Signature|csrf_token|password)=)[^&\s\"'\\]+",
        r"(?P<keep>(?:%22|\")session(?:Key|Token)(?:%22|\")(?:%3A|:)(?:\+|%20|\s)*(?:%22|\")).*?(?=%22|\")",
        r"(?P<keep>\b(?:Authorization|x-amz-security-token|Cookie|Set-Cookie)\s*:\s*)[^\r\n]+?(?=$|\\r|\\n|\r|\n)",
        r"(?P<keep>Signature=)[0-9a-f]{16,}",
        r"(?P<keep>[\"']Token[\"']\s*:\s*[\"'])[^\"']*",
        r"(?P<keep>\b(?:secret_key|token)=b?[\"'])[^\"']*",
        r"(?P<keep>\b[a-z][a-z0-9+.-]*://[^/\s:@]*:)[^/\s@]+(?=@)",
    )
)
# Each of the patterns has one of these. Most of what is logged has none, and looking for them is cheap.
_SIGNS: Final = (">", ":", "=", "%3A", "%3a")


def configure(*, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log line, of ours and of the libraries, through one redacting formatter to standard error."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact,
            # After the redaction, which would look for secrets in every time of day.
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def redact_text(text: str) -> str:
    """Return the text without the secrets that AWS's answers, our forms and HTTP headers carry."""
    if not any(sign in text for sign in _SIGNS):
        return text
    for pattern in _SECRET_TEXTS:
        text = pattern.sub(lambda match: f"{match['keep']}{_REDACTED}", text)
    return text


# Any: a log event holds whatever was logged.
def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _REDACTED if key.lower() in _SECRET_NAMES else _redacted(value) for key, value in event.items()}


def _redacted(value: Any) -> Any:  # Any: as above.
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, bytes):
        return redact_text(value.decode("utf-8", "replace"))
    if isinstance(value, dict):
        return _redact(None, "", value)
    if isinstance(value, list | tuple):
        return [_redacted(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact_text(str(value))


_SHARED: Final = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
)
