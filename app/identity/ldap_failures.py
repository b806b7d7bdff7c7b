"""What an exception of libldap means; its text, which may quote what was sent, stays behind."""

import ldap

from app.domain.directory_refusals import DirectoryBaseMissing, DirectoryErred, DirectoryRefers
from app.domain.provider_refusals import ProviderTooSlow, ProviderUnavailable, ProviderUnreachable
from app.identity.ldap_client import LdapClient


def diagnostic_of(error: ldap.LDAPError) -> str:
    """Return the diagnostic message of an exception. Source: RFC 4511, section 4.1.9."""
    told = error.args[0] if error.args else {}
    return str(told.get("info", "")) if isinstance(told, dict) else ""


def failure_of(error: ldap.LDAPError, client: LdapClient, *, late: bool, base: str) -> ProviderUnavailable:
    """Return what keeps a directory from answering."""
    provider = client.way.label
    if late or isinstance(error, ldap.TIMEOUT | ldap.TIMELIMIT_EXCEEDED):
        return ProviderTooSlow(provider=provider)
    if isinstance(error, ldap.SERVER_DOWN | ldap.CONNECT_ERROR):
        return ProviderUnreachable(provider=provider)
    if isinstance(error, ldap.NO_SUCH_OBJECT):
        return DirectoryBaseMissing(provider=provider, base=base)
    if isinstance(error, ldap.REFERRAL):
        return DirectoryRefers(provider=provider, base=base)
    return DirectoryErred(provider=provider, error=type(error).__name__)
