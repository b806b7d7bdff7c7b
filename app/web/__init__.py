"""Speaks HTTP: reads a request into values, asks the services, and answers with a page or a redirect."""
