"""Open connections that end in time and lead only to public addresses. Only this module and ``fetch`` import httpx2."""

import time
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from timeline.evidence import addresses
from timeline.evidence.deadline import Deadline


class Transport(httpx2.BaseTransport):
    """Sends requests, directly or by a proxy of the environment, over connections that end at a moment.

    Without ``allow_private``, the addresses that are connected to are public. What a proxy connects to is up to the
    proxy; what it is asked for is checked as far as this computer knows the name.
    """

    def __init__(self, until: Deadline, *, allow_private: bool) -> None:
        self._until = until
        self._allow_private = allow_private
        self._ways: dict[str | None, httpx2.HTTPTransport] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request. Raises RefusedError if it leads into a private network."""
        proxy = _proxy(request.url)
        if proxy is not None and not self._allow_private:
            with suppress(OSError):
                addresses.resolve(request.url.host, request.url.port or 80, allow_private=False)
        return self._way(proxy).handle_request(request)

    def _way(self, proxy: str | None) -> httpx2.HTTPTransport:
        if proxy not in self._ways:
            way = self._ways[proxy] = httpx2.HTTPTransport(proxy=proxy)
            pool: Any = way._pool
            # httpx2 has no parameter for this.
            pool._network_backend = _Backend(self._until, allow_private=self._allow_private or proxy is not None)
        return self._ways[proxy]

    def close(self) -> None:
        """Close all connections."""
        for way in self._ways.values():
            way.close()


def _proxy(url: httpx2.URL) -> str | None:
    """Return the proxy that the environment gives for an address, as ``curl`` and the standard library read it."""
    environment = urllib.request.getproxies()
    proxy = environment.get(url.scheme) or environment.get("all")
    if not proxy or urllib.request.proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


class _Backend(httpcore2.NetworkBackend):
    """Connects to addresses that it has checked, with streams that end at a moment."""

    def __init__(self, until: Deadline, *, allow_private: bool) -> None:
        self._until = until
        self._allow_private = allow_private
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers."""
        try:
            numbers = addresses.resolve(host, port, allow_private=self._allow_private)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        for place, number in enumerate(numbers, 1):
            try:
                wait = _left(self._until, timeout)
                stream = self._plain.connect_tcp(number, port, wait, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(numbers):
                    raise
            else:
                return _Stream(stream, self._until)
        raise httpcore2.ConnectError(f"{host} has no address")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._plain.sleep(seconds)


class _Stream(httpcore2.NetworkStream):
    """A stream that ends at a moment, even if a server sends a byte now and then."""

    def __init__(self, stream: httpcore2.NetworkStream, until: Deadline) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write bytes."""
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Return an encrypted stream."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until, timeout)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._stream.get_extra_info(info)


def _left(until: Deadline, timeout: float | None) -> float:
    """Return how many seconds to wait at most. Raises httpcore2.ReadTimeout if the moment has come."""
    left = until.moment - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the whole fetch takes too long")
    return left if timeout is None else min(left, timeout)
