#!/usr/bin/env python3
"""Runs an analysis on Millrace and saves its result; needs nothing but Python.

usage: analyse.py [http://127.0.0.1:8080] [revenue_by_category] [result.csv]

Where Millrace asks for its token: MILLRACE_TOKEN=$(cat data/delta/.millrace/token) analyse.py ...
"""
import gzip, json, os, sys, time, urllib.error, urllib.request
from datetime import datetime, timedelta, timezone

ADDRESS, ANALYSIS, TARGET = (sys.argv[1:] + ["http://127.0.0.1:8080", "revenue_by_category", "result.csv"][len(sys.argv) - 1:])[:3]


def call(method, path, body=None, **headers):
    """The answer of one request; waits as long as a 429 or 503 asks for, and tells the words of every other error."""
    data = None if body is None else json.dumps(body).encode()
    token = {"Authorization": "Bearer " + os.environ["MILLRACE_TOKEN"]} if "MILLRACE_TOKEN" in os.environ else {}
    headers = {"Accept-Encoding": "gzip", **({"Content-Type": "application/json"} if data else {}), **token, **headers}
    for _ in range(10):
        try:
            with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, data, headers, method=method)) as answer:
                raw = answer.read()
                return gzip.decompress(raw) if answer.headers["Content-Encoding"] == "gzip" else raw
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                sys.exit(f"{method} {path}: {json.load(error)['message']}")
            time.sleep(int(error.headers.get("Retry-After", 1)))
    sys.exit(f"{method} {path}: Millrace does not come back.")


def rows_are_there():
    """A first run has no rows: let Millrace write some."""
    if any(table["rows"] for table in json.loads(call("GET", "/lake/tables"))["tables"] if table["name"] == "transactions"):
        return
    call("POST", "/sample/seed", {"records": 20000, "days": 30})
    while json.loads(call("GET", "/sample"))["state"] == "writing":
        time.sleep(0.2)


def main():
    rows_are_there()
    today = datetime.now(timezone.utc).date()
    dates = {"startDate": str(today - timedelta(days=30)), "endDate": str(today - timedelta(days=1))}
    batch = json.loads(call("POST", "/batch/run", {**dates, "analysisType": ANALYSIS}, Prefer="wait=60"))
    while batch["status"] in ("PENDING", "RUNNING"):  # longer than the wait
        time.sleep(1)
        batch = json.loads(call("GET", f"/batch/status/{batch['batchId']}"))
    if batch["status"] != "COMPLETED":
        sys.exit(f"{batch['batchId']}: {batch.get('errorMessage', batch['status'])}")
    with open(TARGET, "wb") as file:
        file.write(call("GET", f"/batch/data/{batch['batchId']}/aggregated/export?format=csv"))
    for row in json.loads(call("GET", f"/batch/data/{batch['batchId']}/aggregated?limit=5"))["data"]:
        print(*row.values(), sep="\t")
    print(f"{batch['rowCount']} rows were read; all of the result is in {TARGET}.")


if __name__ == "__main__":
    main()
