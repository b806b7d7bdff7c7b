"""A console session in words, for the pages."""

from dataclasses import dataclass

from app.demo.signin.sessions import ConsoleSession


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """What the pages say of a session; `path` is where the console's origin shows it."""

    id: str
    path: str
    account_id: str
    partition: str
    region: str
    role_name: str
    role_arn: str
    role_session_name: str
    source_identity: str | None
    came_in_at: str
    until: str
    until_iso: str
    destination: str
    address: str
    issuer: str
    issuer_is_address: bool


def show(session: ConsoleSession) -> ShownSession:
    return ShownSession(
        id=session.id,
        path=f"/{session.id}{session.page.local}",
        account_id=session.minted.account_id,
        partition=session.minted.partition,
        region=session.page.region,
        role_name=session.minted.role_name,
        role_arn=session.minted.role_arn,
        role_session_name=session.minted.session_name,
        source_identity=session.minted.source_identity,
        came_in_at=session.started_at.strftime("%H:%M UTC"),
        until=session.ends_at.strftime("%H:%M UTC on %d %B %Y"),
        until_iso=session.ends_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        destination=session.page.address(),
        address=session.page.address(session.id),
        issuer=session.issuer,
        # An Issuer may be any text; only a web address becomes a link.
        issuer_is_address=session.issuer.startswith(("https://", "http://")),
    )
