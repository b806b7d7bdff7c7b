"""The joints between the rooms: each builds one part of the portal from the settings."""
