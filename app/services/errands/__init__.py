"""The portal's own errands: what it asks AWS in its own name, each on an admin's authority and in the ledger."""
