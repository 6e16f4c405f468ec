"""A stand-in for Prefect's REST API: the engine runs against it at once, and all it says is kept.

Starting Prefect's own server costs 10 to 20 seconds a command. When no server is configured, the
engine (flow and task states, retries, logs, artifacts, events) talks to this one instead, which
accepts every state and appends every message to a journal. `hoptac server` loads the journals into
a real Prefect server, where the runs are then seen with their own times.
"""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

START_SECONDS = 20.0


class Journal:
    """Appends what the engine reported to one file of JSON lines: ``{kind, body}``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}.jsonl"
        self._lock = threading.Lock()

    def put(self, kind: str, body: Any) -> None:
        line = json.dumps({"kind": kind, "body": body}, ensure_ascii=False)
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class LocalApi:
    """The routes that Prefect 3.8's flow and task engines use, and no more."""

    def __init__(self, journal: Journal, version: str) -> None:
        self.journal = journal
        self.version = version
        self.flows: dict[str, dict[str, Any]] = {}
        self.flow_runs: dict[str, dict[str, Any]] = {}

    def app(self) -> Starlette:
        routes = [
            Route("/admin/version", self.read_version),
            Route("/health", self.read_health),
            Route("/admin/storage", self.read_storage),
            Route("/csrf-token", self.read_csrf),
            Route("/flows/", self.create_flow, methods=["POST"]),
            Route("/flows/{id}", self.read_flow),
            Route("/flow_runs/", self.create_flow_run, methods=["POST"]),
            Route("/flow_runs/{id}", self.read_flow_run),
            Route("/flow_runs/{id}", self.update_flow_run, methods=["PATCH"]),
            Route("/flow_runs/{id}/set_state", self.set_state, methods=["POST"]),
            Route("/logs/", self.create_logs, methods=["POST"]),
            Route("/artifacts/", self.create_artifact, methods=["POST"]),
            Route("/v2/concurrency_limits/increment-with-lease", self.grant_lease, methods=["POST"]),
            WebSocketRoute("/events/in", self.receive_events),
        ]
        return Starlette(routes=[Mount("/api", routes=routes)])

    async def read_version(self, _: Request) -> Response:
        return JSONResponse(self.version)

    async def read_health(self, _: Request) -> Response:
        return JSONResponse(True)

    async def read_storage(self, _: Request) -> Response:
        return JSONResponse({})

    async def read_csrf(self, _: Request) -> Response:
        return JSONResponse({"detail": "CSRF protection is disabled."}, 422)

    async def create_flow(self, request: Request) -> Response:
        body = await request.json()
        flow = self.flows.setdefault(body["name"], _made({"labels": {}, "tags": [], **body}))
        self.journal.put("flow", flow)
        return JSONResponse(flow, 201)

    async def read_flow(self, request: Request) -> Response:
        flows = {flow["id"]: flow for flow in self.flows.values()}
        return _found(flows.get(request.path_params["id"]))

    async def create_flow_run(self, request: Request) -> Response:
        body = await request.json()
        state = _state(body.get("state") or {"type": "PENDING", "name": "Pending"})
        run = _made({**body, "name": body.get("name") or f"run-{uuid.uuid4().hex[:6]}", "run_count": 0})
        self.flow_runs[run["id"]] = run | _state_columns(state)
        self.journal.put("flow_run", self.flow_runs[run["id"]])
        return JSONResponse(self.flow_runs[run["id"]], 201)

    async def read_flow_run(self, request: Request) -> Response:
        return _found(self.flow_runs.get(request.path_params["id"]))

    async def update_flow_run(self, request: Request) -> Response:
        run_id, changes = request.path_params["id"], await request.json()
        self.flow_runs[run_id] |= changes
        self.journal.put("flow_run_update", {"id": run_id, "changes": changes})
        return Response(status_code=204)

    async def set_state(self, request: Request) -> Response:
        run_id, body = request.path_params["id"], await request.json()
        if run_id not in self.flow_runs:
            return _found(None)
        state = _state(body["state"])
        self.flow_runs[run_id] |= _state_columns(state)
        self.journal.put("flow_run_state", {"id": run_id, "state": state})
        answer = {"state": state, "status": "ACCEPT", "details": {"type": "accept_details"}}
        return JSONResponse(answer, 201)

    async def create_logs(self, request: Request) -> Response:
        self.journal.put("logs", await request.json())
        return Response(status_code=201)

    async def create_artifact(self, request: Request) -> Response:
        artifact = _made(await request.json())
        self.journal.put("artifact", artifact)
        return JSONResponse(artifact, 201)

    async def grant_lease(self, _: Request) -> Response:
        # Tags name sources, not limits: there is never a limit to wait for.
        return JSONResponse({"lease_id": str(uuid.uuid4()), "limits": []})

    async def receive_events(self, socket: WebSocket) -> None:
        await socket.accept(subprotocol=next(iter(socket.scope.get("subprotocols") or []), None))
        with suppress(WebSocketDisconnect):
            while True:
                await self._receive(socket)

    async def _receive(self, socket: WebSocket) -> None:
        message = json.loads(await socket.receive_text())
        if message.get("type") == "auth":
            await socket.send_text(json.dumps({"type": "auth_success"}))
        else:
            self.journal.put("event", message)


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _made(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "id": str(uuid.uuid4()), "created": _now(), "updated": _now()}


def _state(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "id": body.get("id") or str(uuid.uuid4()), "timestamp": body.get("timestamp") or _now()}


def _state_columns(state: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": state,
        "state_id": state["id"],
        "state_type": state["type"],
        "state_name": state.get("name"),
    }


def _found(thing: dict[str, Any] | None) -> Response:
    return JSONResponse(thing) if thing else JSONResponse({"detail": "not found"}, 404)


@contextmanager
def serve_local_api(journal_folder: Path, version: str) -> Iterator[str]:
    """Serves the stand-in on a free loopback port for the length of the context; gives its address."""
    app = LocalApi(Journal(journal_folder), version).app()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, name="local-api", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{_port(server)}/api"
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def _port(server: uvicorn.Server) -> int:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("the local run API did not start")
        time.sleep(0.005)
    return int(server.servers[0].sockets[0].getsockname()[1])
