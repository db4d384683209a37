#!/usr/bin/env python3
"""One peer, one task, over the sample hospital: peer.py polars|duckdb read|anti-join EXPORT

Prints `seconds rows bytes` of the task itself; loading Python and the library is left out. Every cell is read as text,
as in a legacy export where no type can be trusted. `notes.csv` is not in UTF-8 and is left out for both peers; Polars
refuses stray bytes elsewhere unless it may replace them, so it may.
Ragged rows are cut or filled by Polars and left out by DuckDB, whose parallel reader can do no better with quoted line breaks.
`anti-join` changes a cell in every 997th row of the largest table and finds those rows again by all columns.
"""
import pathlib
import sys
import time

EVERY = 997


def delimited(export: pathlib.Path) -> list[tuple[pathlib.Path, str]]:
    files = [(path, ",") for path in export.glob("*.csv") if path.name != "notes.csv"]
    files += [(path, "|") for path in export.glob("*.txt")]
    return sorted(files)


def largest(files: list[tuple[pathlib.Path, str]]) -> tuple[pathlib.Path, str]:
    return max(files, key=lambda file: file[0].stat().st_size)


def size(files: list[tuple[pathlib.Path, str]]) -> int:
    return sum(path.stat().st_size for path, _ in files)


class Polars:
    def __init__(self) -> None:
        import polars

        self.library = polars

    def table(self, path: pathlib.Path, delimiter: str):
        return self.library.read_csv(path, separator=delimiter, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy")

    def read(self, files) -> int:
        return sum(self.table(path, delimiter).height for path, delimiter in files)

    def prepare(self, path: pathlib.Path, delimiter: str) -> None:
        column = self.library.col
        self.left = self.table(path, delimiter).with_row_index("row")
        last = self.left.columns[-1]
        changed = self.library.when(column("row") % EVERY == 0).then(self.library.lit("changed")).otherwise(column(last))
        self.right = self.left.with_columns(changed.alias(last))

    def anti_join(self) -> tuple[int, int]:
        found = self.left.join(self.right, on=self.left.columns, how="anti", nulls_equal=True)
        return self.left.height, found.height


class DuckDB:
    def __init__(self) -> None:
        import duckdb

        self.connection = duckdb.connect()

    def source(self, path: pathlib.Path, delimiter: str) -> str:
        name = str(path).replace("'", "''")
        return f"read_csv_auto('{name}', delim='{delimiter}', header=true, all_varchar=true, quote='\"', ignore_errors=true)"

    def count(self, table: str) -> int:
        return self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def read(self, files) -> int:
        rows = 0
        for path, delimiter in files:
            self.connection.execute(f"CREATE OR REPLACE TABLE given AS SELECT * FROM {self.source(path, delimiter)}")
            rows += self.count("given")
        return rows

    def prepare(self, path: pathlib.Path, delimiter: str) -> None:
        run = self.connection.execute
        run(f"CREATE TABLE legacy AS SELECT row_number() OVER () - 1 AS row_no, * FROM {self.source(path, delimiter)}")
        self.columns = [row[0] for row in run("DESCRIBE legacy").fetchall()]
        last = '"' + self.columns[-1].replace('"', '""') + '"'
        run(f"CREATE TABLE destination AS SELECT * REPLACE (CASE WHEN row_no % {EVERY} = 0 THEN 'changed' ELSE {last} END AS {last}) FROM legacy")

    def anti_join(self) -> tuple[int, int]:
        quoted = ['"' + name.replace('"', '""') + '"' for name in self.columns]
        same = " AND ".join(f"legacy.{name} IS NOT DISTINCT FROM destination.{name}" for name in quoted)
        self.connection.execute(f"CREATE TABLE found AS SELECT legacy.* FROM legacy ANTI JOIN destination ON {same}")
        return self.count("legacy"), self.count("found")


def main() -> int:
    peers = {"polars": Polars, "duckdb": DuckDB}
    if len(sys.argv) != 4 or sys.argv[1] not in peers or sys.argv[2] not in ("read", "anti-join"):
        print(__doc__, file=sys.stderr)
        return 2
    peer = peers[sys.argv[1]]()
    files = delimited(pathlib.Path(sys.argv[3]))
    if not files:
        print("there are no delimited files", file=sys.stderr)
        return 3
    if sys.argv[2] == "read":
        began = time.perf_counter()
        rows = peer.read(files)
        took = time.perf_counter() - began
        print(f"{took:.6f} {rows} {size(files)}")
        return 0
    path, delimiter = largest(files)
    peer.prepare(path, delimiter)
    began = time.perf_counter()
    rows, found = peer.anti_join()
    took = time.perf_counter() - began
    if found != -(-rows // EVERY):
        print(f"{found} rows were found instead of {-(-rows // EVERY)}", file=sys.stderr)
        return 5
    print(f"{took:.6f} {rows} {path.stat().st_size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
