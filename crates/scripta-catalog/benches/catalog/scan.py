"""Scans an archive's JSON with DuckDB: queries on standard input, one object {"name", "sql"} a line; for each a line with
its times in seconds on standard output."""

import json
import sys
import time

import duckdb

REPEAT = 3

connection = duckdb.connect()
for line in sys.stdin:
    query = json.loads(line)
    times = []
    for _ in range(REPEAT):
        start = time.perf_counter()
        connection.execute(query["sql"]).fetchall()
        times.append(time.perf_counter() - start)
    print(json.dumps({"name": query["name"], "times": times}), flush=True)
