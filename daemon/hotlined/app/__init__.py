"""Use cases over ports; asyncio; no PyPI library."""
