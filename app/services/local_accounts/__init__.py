"""Local accounts: how they prove who they are, and how people change that."""
