"""doorstep demo: the portal with an embedded AWS and a sample company."""
