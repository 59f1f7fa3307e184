"""hotlined: the mail daemon between a child-protection hotline, its analysts, police and providers."""

__version__ = "0.1.0"
