"""Real web servers in threads, for what is posted to others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answering = Callable[[BaseHTTPRequestHandler], None]


class Receiver(ThreadingHTTPServer):
    """A real server that keeps what it was sent."""

    daemon_threads = True

    def __init__(self, answer: Answering) -> None:
        got: list[tuple[str, dict[str, str], bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                answer(self)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        super().__init__(("127.0.0.1", 0), Handler)
        self.got = got
        self.url = f"http://127.0.0.1:{self.server_port}/hook"


def answering(status: int, body: bytes = b"", **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextmanager
def receiving() -> Iterator[Callable[[Answering], Receiver]]:
    """Starts servers, and stops them at the end."""
    made: list[Receiver] = []

    def start(answer: Answering) -> Receiver:
        server = Receiver(answer)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        made.append(server)
        return server

    yield start
    for server in made:
        server.shutdown()
        server.server_close()
