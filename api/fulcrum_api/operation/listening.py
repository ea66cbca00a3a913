"""Whether the service can listen where it is told to, found out before anything else is done."""

from __future__ import annotations

import errno
import socket
from contextlib import closing

from fulcrum_engine import Fault, InputError

Place = tuple[socket.AddressFamily, tuple[object, ...]]


def refuse_taken(host: str, port: int) -> None:
    """Raise InputError if nobody can listen at this address and port."""
    for family, address in _places(host, port):
        try:
            _try(family, address)
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL or family != socket.AF_INET6:
                raise _refused(host, port, error) from None


def _places(host: str, port: int) -> list[Place]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise _refused(host, port, error) from None
    return [(family, address) for family, _, _, _, address in found]


def _try(family: socket.AddressFamily, address: tuple[object, ...]) -> None:
    """Listen for a moment, as the server will."""
    with closing(socket.socket(family)) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        tried.bind(address)
        tried.listen()


def _refused(host: str, port: int, error: OSError) -> InputError:
    if error.errno == errno.EADDRINUSE:
        problem = f"port {port} is already in use; choose another with --port"
    elif error.errno == errno.EACCES:
        problem = f"port {port} is kept for the administrator; choose another with --port"
    else:
        why = (error.strerror or "no such address").lower()
        problem = f"the service cannot listen on {host}: {why}; choose another with --host"
    return InputError([Fault((), "wrong-type", problem)])
