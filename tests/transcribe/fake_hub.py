"""A small server on loopback that answers as the model hub does, and misbehaves as asked."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO = "Systran/faster-whisper-base.en"
LARGE = "model.bin"


@dataclass
class Hub:
    """What the server has, how it misbehaves, and what it was asked.

    Attributes:
        break_after: stop sending the large file after so many bytes, so many times.
        damaged: send other bytes than announced in the large file.
        ignores_ranges: always send whole files.
    """

    files: dict[str, bytes]
    break_after: int | None = None
    breaks_left: int = 0
    damaged: bool = False
    ignores_ranges: bool = False
    requests: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    def ranges_of(self, name: str) -> list[str]:
        """The Range header of every download of a file; empty where all of it was asked for."""
        return [sent for verb, path, sent in self.requests if verb == "GET" and path.endswith(f"/{name}")]


def digest(name: str, content: bytes) -> str:
    if name == LARGE:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()


def whole_model(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".bin", ".json")}


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            path = urlsplit(self.path).path
            hub.requests.append((self.command, path, self.headers.get("Range", "")))
            if path == f"/api/models/{REPO}/revision/main" or path == f"/api/models/{REPO}":
                self._json(
                    {"id": REPO, "sha": COMMIT, "siblings": [self._entry(name) for name in hub.files]}, with_body
                )
            elif path.startswith(f"/api/models/{REPO}/tree/"):
                self._json([self._tree(name) for name in hub.files], with_body)
            elif path.startswith(f"/{REPO}/resolve/") and path.rsplit("/", 1)[1] in hub.files:
                self._file(path.rsplit("/", 1)[1], with_body)
            else:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def _entry(self, name: str) -> dict[str, object]:
            content = hub.files[name]
            entry: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": digest("", content)}
            if name == LARGE:
                entry["lfs"] = {"sha256": digest(name, content), "size": len(content), "pointerSize": 133}
            return entry

        def _tree(self, name: str) -> dict[str, object]:
            content = hub.files[name]
            entry: dict[str, object] = {"type": "file", "path": name, "size": len(content), "oid": digest("", content)}
            if name == LARGE:
                entry["lfs"] = {"oid": digest(name, content), "size": len(content), "pointerSize": 133}
            return entry

        def _json(self, data: object, with_body: bool) -> None:
            body = json.dumps(data).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def _file(self, name: str, with_body: bool) -> None:
            content = hub.files[name]
            etag = digest(name, content)
            if name == LARGE and hub.damaged:
                content = bytes(len(content))
            first = 0
            sent = self.headers.get("Range", "")
            if sent.startswith("bytes=") and not hub.ignores_ranges:
                first = int(sent.removeprefix("bytes=").split("-")[0])
            self.send_response(206 if first else 200)
            if first:
                self.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - first))
            self.send_header("ETag", f'"{etag}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if not with_body:
                return
            body = content[first:]
            if name == LARGE and hub.break_after is not None and hub.breaks_left > 0:
                hub.breaks_left -= 1
                self.wfile.write(body[: hub.break_after])
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()
                return
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
