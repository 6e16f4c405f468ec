"""A real S3 server on loopback, for tests and benches."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

KEYS = {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "only-for-tests"}
BUCKET = "s3://news"


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def weed() -> str | None:
    """SeaweedFS's program, beside this Python or on the path."""
    return shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")


@dataclass
class ObjectServer:
    """SeaweedFS over a folder; ``stop`` and ``start`` are a server that goes away and comes back."""

    folder: Path
    port: int = field(default_factory=free_port)
    _parts: dict[str, int] = field(
        # Left to itself it adds 10000 to a port for gRPC, which may be beyond the last one.
        default_factory=lambda: {
            f"{part}.port{kind}": free_port()
            for part in ("master", "volume", "filer")
            for kind in ("", ".grpc")
        }
    )
    _process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What leads to it."""
        return {**KEYS, "HOPTAC_S3_ENDPOINT": f"http://127.0.0.1:{self.port}"}

    def start(self) -> None:
        """Starts it, again where another program has taken one of the ports meanwhile."""
        for _ in range(4):
            self._launch()
            if self._answers():
                return
            self.stop()
            self._parts = {part: free_port() for part in self._parts}
        raise TimeoutError(f"the S3 server did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def _launch(self) -> None:
        identity = {
            "name": "tests",
            "credentials": [{"accessKey": key, "secretKey": secret} for key, secret in [KEYS.values()]],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        (self.folder / "weed").mkdir(parents=True, exist_ok=True)
        (self.folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = [f"-{part}={port}" for part, port in self._parts.items()]
        self._process = subprocess.Popen(
            [weed() or "weed", "server", "-s3", f"-s3.port={self.port}", f"-s3.port.grpc={free_port()}",
             "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
             f"-s3.config={self.folder}/s3.json", f"-dir={self.folder}/weed", "-ip=127.0.0.1",
             "-ip.bind=127.0.0.1", "-volume.max=20", "-master.volumeSizeLimitMB=64", *ports],
            stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("wb"),
        )  # fmt: skip

    def stop(self) -> None:
        if self._process:
            self._process.kill()  # asked kindly, it takes 25 s
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=2)
            except urllib.error.HTTPError:
                return True  # if only to say that we are not known
            except OSError:
                time.sleep(0.3)
            else:
                return True
        return False
