"""One web process: uvicorn on the socket that the supervisor opened."""

import argparse
import os
import socket
from collections.abc import Sequence

import uvicorn


def main(words: Sequence[str]) -> int:
    """Serve until the supervisor says stop; open event streams get three seconds to end."""
    parser = argparse.ArgumentParser(prog="accord web")
    parser.add_argument("--socket", type=int, required=True, help="number of the inherited descriptor")
    # A socket made from the descriptor knows its family; uvicorn's --fd assumes a Unix socket and loses TCP_NODELAY.
    sock = socket.socket(fileno=parser.parse_args(words).socket)
    proxies = os.environ.get("ACCORD_PROXIES", "")
    config = uvicorn.Config(
        "accord.config.asgi:application",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[sock])
    return 0
