"""What docs/generate.py is made of: a module a page, each with ``page() -> str``."""
