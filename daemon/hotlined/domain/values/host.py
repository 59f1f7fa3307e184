"""Which hosts are this very machine: only with itself may it speak in clear."""

from ipaddress import ip_address


def is_this_machine(host: str) -> bool:
    """Whether it is `localhost` in any case, or a loopback address; no name is looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
