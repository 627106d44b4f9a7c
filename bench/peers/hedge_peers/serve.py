"""How a peer talks: a line of JSON when it is ready, then one for each line on standard input."""

import contextlib
import importlib.metadata
import json
import os
import platform
import sys
import threading
import time


def serve(hello, answer):
    print(json.dumps(hello), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)


def versions(*packages):
    """Of Python, and of those packages that are installed."""
    found = {"Python": platform.python_version()}
    for package in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def end_with_parent():
    """Ends this process when its parent is gone: standard input is not read during a chain."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
