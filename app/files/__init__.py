"""SPEAKS FILES: YAML and JSON. Reads text into values of the domain, and writes them down."""
