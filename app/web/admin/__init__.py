"""The admin pages: one module a feature; `door.py` lets admins and auditors in, and nobody else."""
