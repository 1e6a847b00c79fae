"""The stand-in over HTTP: the API under ``/v1/``, the hosted page under ``/c/pay/``, the control plane."""

from __future__ import annotations

import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.services.stripe_fake.api import Api
from tests.services.stripe_fake.control import Control, Fault
from tests.services.stripe_fake.deliveries import Deliveries
from tests.services.stripe_fake.page import over_page, pay_page
from tests.services.stripe_fake.wire import Call, Refusal, tree
from tests.services.stripe_fake.world import World

LOST = "lost"
SLOW = "slow"


class Server(ThreadingHTTPServer):
    """One world behind one port of this machine."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *, port: int, key: str, target: str, secrets: list[str], by_itself: bool) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.key = key
        self.world = World(f"http://127.0.0.1:{self.server_port}")
        self.api = Api(self.world)
        deliveries = Deliveries(self.world, target=target, secrets=secrets, by_itself=by_itself)
        self.control = Control(self.world, deliveries)
        self.names: dict[str, list[tuple[str, int]]] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are no news."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Says nothing."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, raw: bytes) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/_fake/"):
            self._controlled(path.removeprefix("/_fake/"), raw)
        elif path.startswith("/c/pay/"):
            self._page(path.removeprefix("/c/pay/"), raw)
        else:
            self._api(path, raw.decode())

    # --- The API ------------------------------------------------------------------------------

    def _api(self, path: str, raw: str) -> None:
        text = raw if self.command == "POST" else urlsplit(self.path).query
        key = self.headers.get("Idempotency-Key") or ""
        version = self.headers.get("Stripe-Version") or ""
        call = Call(self.command, path, tree(text), text, key, version)
        self.server.control.calls.append(
            {"method": call.method, "path": path, "body": text, "key": key, "version": version}
        )
        fault = self.server.control.fault_for(f"{self.command} {path}")
        if fault and fault.kind == SLOW:
            before = self.server.world.resets
            time.sleep(fault.seconds)
            if self.server.world.resets != before:
                # Whoever asked is gone, and what would be done belongs to nobody's test any more.
                self.close_connection = True
                return
        if fault and fault.kind.isdigit():
            self._send(int(fault.kind), Refusal(500, "An unknown error occurred", "api_error").body)
            return
        self._do(call, fault)

    def _do(self, call: Call, fault: Fault | None) -> None:
        headers = {"Request-Id": f"req_{secrets.token_hex(7)}"}
        try:
            if self.headers.get("Authorization") != f"Bearer {self.server.key}":
                raise Refusal(401, "Invalid API Key provided")
            status, body, again = self.server.api.answer(call)
        except Refusal as refusal:
            self._send(refusal.status, refusal.body, headers)
            return
        if call.path == "/v1/checkout/sessions" and call.method == "POST":
            self.server.names[body["id"]] = [
                (
                    item["price_data"]["product_data"]["name"],
                    int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1)),
                )
                for item in call.given["line_items"]
            ]
        if call.key:
            headers["Idempotency-Key"] = call.key
        if again:
            headers["Idempotent-Replayed"] = "true"
        if fault and fault.kind == LOST:
            # Done, but whoever asked never hears of it.
            self.close_connection = True
            return
        self._send(status, body, headers)

    # --- People and tests ---------------------------------------------------------------------

    def _page(self, oid: str, raw: bytes) -> None:
        world = self.server.world
        try:
            with world.lock:
                world.expire_overdue()
                session = world.get(oid, "checkout.session")
                how = parse_qs(raw.decode()).get("how", [""])[0]
                if session["status"] != "open":
                    self._html(over_page(session["status"]))
                elif how in {"pay", "later"}:
                    world.pay(oid, later=how == "later")
                    self._redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", oid))
                else:
                    page = pay_page(session, self.server.names.get(oid, []), declined=how == "decline")
                    self._html(page)
        except Refusal as refusal:
            self._send(refusal.status, refusal.body)

    def _controlled(self, name: str, raw: bytes) -> None:
        try:
            self._send(200, self.server.control.act(name, json.loads(raw or b"{}")))
        except Refusal as refusal:
            self._send(refusal.status, refusal.body)

    # --- Answers ------------------------------------------------------------------------------

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(body, indent=2).encode(), "application/json", headers or {})

    def _html(self, page: str) -> None:
        self._write(200, page.encode(), "text/html; charset=utf-8", {})

    def _redirect(self, address: str) -> None:
        self._write(303, b"", "text/plain", {"Location": address})

    def _write(self, status: int, content: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {
            **headers,
            "Content-Type": kind,
            "Content-Length": str(len(content)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
