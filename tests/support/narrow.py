"""A socket to listen on whose connections take little before it is read, as a slow line does."""

import socket


def narrow() -> socket.socket:
    """On a free port of this machine."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)
    listening.bind(("127.0.0.1", 0))
    return listening
