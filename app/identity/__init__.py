"""Speaks to whoever vouches for people: today the portal's own local accounts."""
