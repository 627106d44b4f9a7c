"""A client of hedge in Python's standard library alone.

    from hedge_client import HedgeClient

    hedge = HedgeClient("http://localhost:8787")
    print(hedge.classify("wooden puzzle for toddlers")["answer"])
    for answer in hedge.classify_all(["lego castle", {"id": 7, "title": "green tea"}]):
        print(answer.get("error") or answer["answer"])

As a program it labels lines: python3 hedge_client.py http://localhost:8787 < titles.txt
"""

import gzip
import itertools
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class HedgeProblem(Exception):
    """A request that was not answered; `problem` is the service's problem document."""

    def __init__(self, problem):
        super().__init__(problem["detail"])
        self.problem = problem


class HedgeClient:
    """A client. `retries`: how often a request is repeated that was refused for now."""

    def __init__(self, url, key=None, retries=3):
        self.url = url.rstrip("/")
        self.headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self.retries = retries

    def classify(self, title, **options):
        """The answer to one title; options are those of the query, such as top=1 or target=0.9."""
        return json.loads(self._request("/classify", {"title": title, **options}))

    def classify_all(self, entries, batch_size=500, **options):
        """The answers to any number of titles, in their order. Entries are titles, or objects with
        an id and a title. One that is no title has {"entry": ..., "error": {...}}."""
        entries = iter(entries)
        while batch := list(itertools.islice(entries, batch_size)):
            lines = "".join(json.dumps(entry) + "\n" for entry in batch)
            headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
            body = gzip.compress(lines.encode())
            for line in self._request("/classify", options, body, headers).splitlines():
                yield json.loads(line)

    def taxonomy(self, **options):
        """The classes; words=N adds the words that speak for each."""
        return json.loads(self._request("/taxonomy", options))

    def model(self, **options):
        """The model, its training and diagnostics."""
        return json.loads(self._request("/model", options))

    def _request(self, path, query, body=None, headers=None):
        address = f"{self.url}{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(address, body, {**self.headers, **(headers or {})})
        for attempt in itertools.count():
            try:
                with urllib.request.urlopen(request) as response:
                    return response.read()
            except urllib.error.HTTPError as error:
                wait = error.headers.get("Retry-After")
                if wait is None or attempt >= self.retries:
                    raise HedgeProblem(json.load(error)) from None
                time.sleep(int(wait))


if __name__ == "__main__":
    hedge = HedgeClient(*sys.argv[1:])
    for answer in hedge.classify_all(line.rstrip("\n") for line in sys.stdin):
        found = None if "error" in answer else answer["answer"]
        print(" > ".join(found["path"]) if found else "")
