"""Nouns and rules: values, decisions and addresses, with no clock, no environment and no input or output."""
