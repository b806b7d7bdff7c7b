"""Verbs: each service decides, in order, and knows the domain only."""
