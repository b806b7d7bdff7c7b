"""The pages about one's own sign-in."""
