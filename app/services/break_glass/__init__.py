"""Break glass: how it is opened, and how admins keep it."""
