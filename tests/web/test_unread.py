"""Clients that send requests and never read what they get."""

import socket
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.support.viewer import server
from timeline.cli.serve import listen

REQUESTS = b"GET /static/timeline.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 500


def test_clients_that_never_read_do_not_keep_others_waiting(example: Path) -> None:
    with server(example) as (_, address):
        port = urlsplit(address).port
        deaf = []
        for _ in range(20):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", port))
            client.setblocking(False)
            deaf.append(client)
        for _ in range(10):
            for client in deaf:
                with suppress(OSError):  # it takes no more for now
                    client.send(REQUESTS)
            with urlopen(address, timeout=60) as answer:
                assert answer.status == 200
        for client in deaf:
            client.close()


@pytest.mark.skipif(sys.platform != "linux", reason="a socket has this option on Linux only")
def test_a_connection_ends_if_its_other_end_takes_nothing() -> None:
    with listen("127.0.0.1", 0) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
