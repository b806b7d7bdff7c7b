"""The embedded stand-in for AWS, and the sample company: for `doorstep demo` and for tests, never for production."""
