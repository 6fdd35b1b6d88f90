"""How a public id stands in an address: ``<key:service>``."""


class KeyConverter:
    """Twelve letters and digits that cannot be mistaken for one another; see models/base.py."""

    regex = "[2-9a-hjkmnp-z]{12}"

    def to_python(self, value: str) -> str:
        """The key as it is."""
        return value

    def to_url(self, value: str) -> str:
        """The key as it is."""
        return value
