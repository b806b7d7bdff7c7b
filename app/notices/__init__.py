"""Speaks to people outside of the portal: by mail, and by a signed webhook."""
