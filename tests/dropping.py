"""A bad network between a browser and the server: a proxy that loses requests and replies."""

import http.client
import random
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOST = "127.0.0.1"
HOP = {"connection", "keep-alive", "transfer-encoding"}


class BadNetwork:
    """Passes requests on to ``target``; the browser is sent to ``url`` instead.

    ``requests`` and ``replies`` are the shares that are lost, before the server has seen them or
    after it has answered. ``down`` loses everything. ``passed`` and ``lost`` count.
    """

    def __init__(self, target, *, requests=0.0, replies=0.0, seed=0):
        self.target = urlsplit(target).netloc
        self.requests, self.replies, self.down = requests, replies, False
        self.chance, self.lock = random.Random(seed), threading.Lock()  # noqa: S311 - not a secret
        self.passed = self.lost_requests = self.lost_replies = 0
        self.server = ThreadingHTTPServer((HOST, 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://{HOST}:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def loses(self, share):
        with self.lock:
            return self.down or self.chance.random() < share

    def _handler(network):  # noqa: N805 - a class inside, which has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size) if size else None
                self.close_connection = True
                if network.loses(network.requests):
                    network.lost_requests += 1
                    return
                status, headers, content = network.ask(self, body)
                if network.loses(network.replies):
                    network.lost_replies += 1
                    return
                network.passed += 1
                with suppress(ConnectionError):  # the browser has gone on
                    self.answer(status, headers, content)

            do_POST = do_GET  # noqa: N815 - the library's name

            def answer(self, status, headers, content):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                """Nothing."""

        return Handler

    def ask(self, handler, body):
        """What the server answers, whole."""
        connection = http.client.HTTPConnection(self.target, timeout=60)
        headers = {name: said for name, said in handler.headers.items() if name.lower() not in HOP}
        connection.request(handler.command, handler.path, body, headers)
        reply = connection.getresponse()
        try:
            return reply.status, reply.getheaders(), reply.read()
        finally:
            connection.close()
