"""Speaks SCIM 2.0, RFC 7643 and RFC 7644: the library of that protocol lives here, and nothing else knows it."""
