#!/usr/bin/env python3
"""One peer reads one input: readers.py hl7|hl7apy|lxml|polars|duckdb|polars-profile|duckdb-profile PATH

Prints `seconds cpu_seconds records refused peak_bytes` of the reading itself; loading Python and the library is left out of
the seconds and stands in the peak. PATH is a file or a folder of files.
hl7, hl7apy: the stream is cut into messages here, at the segments MSH, as neither does it for a stream without an envelope.
hl7apy has the most tolerant validation and no segment groups, its quickest way. lxml: the tree, and a walk over every
element, attribute and text, as the values are what is asked for. Polars and DuckDB: every cell as text, as in a legacy
export where no type can be trusted; ragged rows are cut or filled by Polars and left out by DuckDB. Their profiles guess
types: Polars counts what is empty and distinct exactly and gives least, greatest, quartiles and the 20 most frequent values
of each column; DuckDB summarizes the file.
"""
import pathlib
import sys
import time

from measured import peak_bytes


def files(path: pathlib.Path) -> list[pathlib.Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def messages(path: pathlib.Path):
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\r").replace("\n", "\r")
    for rest in ("\r" + text).split("\rMSH")[1:]:
        yield "MSH" + rest


def hl7_reader():
    import hl7

    def one(path: pathlib.Path):
        for message in messages(path):
            yield lambda message=message: hl7.parse(message)

    return one


def hl7apy_reader():
    from hl7apy.consts import VALIDATION_LEVEL
    from hl7apy.parser import parse_message

    def one(path: pathlib.Path):
        for message in messages(path):
            yield lambda message=message: parse_message(message, validation_level=VALIDATION_LEVEL.TOLERANT, find_groups=False)

    return one


def lxml_reader():
    from lxml import etree

    def walk(path: pathlib.Path) -> int:
        length = 0
        for element in etree.parse(str(path)).iter():
            for name, value in element.items():
                length += len(name) + len(value)
            length += len(element.text or "") + len(element.tail or "")
        return length

    def one(path: pathlib.Path):
        yield lambda: walk(path)

    return one


def each(reader, paths: list[pathlib.Path]) -> tuple[int, int]:
    """Records read, and those that the library refused."""
    records = refused = 0
    for path in paths:
        for read in reader(path):
            try:
                read()
                records += 1
            except Exception:  # whatever a library raises is its refusal, and is counted
                refused += 1
    return records, refused


def polars_table(paths: list[pathlib.Path]) -> tuple[int, int]:
    import polars

    read = lambda path: polars.read_csv(path, infer_schema=False, truncate_ragged_lines=True, encoding="utf8-lossy")
    return sum(read(path).height for path in paths), 0


def duckdb_table(paths: list[pathlib.Path]) -> tuple[int, int]:
    import duckdb

    connection = duckdb.connect()
    rows = 0
    for path in paths:
        name = str(path).replace("'", "''")
        source = f"read_csv_auto('{name}', delim=',', header=true, all_varchar=true, quote='\"', ignore_errors=true)"
        connection.execute(f"CREATE OR REPLACE TABLE given AS SELECT * FROM {source}")
        rows += connection.execute("SELECT count(*) FROM given").fetchone()[0]
    return rows, 0


def polars_profile(paths: list[pathlib.Path]) -> tuple[int, int]:
    import polars

    rows = 0
    for path in paths:
        table = polars.read_csv(path, infer_schema_length=10_000, truncate_ragged_lines=True, encoding="utf8-lossy", ignore_errors=True)
        rows += table.height
        table.describe(percentiles=(0.05, 0.25, 0.5, 0.75, 0.95))
        table.select(polars.all().n_unique())
        for name in table.columns:
            table[name].value_counts(sort=True).head(20)
    return rows, 0


def duckdb_profile(paths: list[pathlib.Path]) -> tuple[int, int]:
    import duckdb

    connection = duckdb.connect()
    rows = 0
    for path in paths:
        name = str(path).replace("'", "''")
        source = f"read_csv_auto('{name}', delim=',', header=true, quote='\"', ignore_errors=true)"
        summary = connection.execute(f"SUMMARIZE SELECT * FROM {source}").fetchall()
        rows += summary[0][-2]
    return rows, 0


RECORDS = {"hl7": hl7_reader, "hl7apy": hl7apy_reader, "lxml": lxml_reader}
TABLES = {
    "polars": ("polars", polars_table),
    "duckdb": ("duckdb", duckdb_table),
    "polars-profile": ("polars", polars_profile),
    "duckdb-profile": ("duckdb", duckdb_profile),
}


def main() -> int:
    if len(sys.argv) != 3 or sys.argv[1] not in {**RECORDS, **TABLES}:
        print(__doc__, file=sys.stderr)
        return 2
    peer, paths = sys.argv[1], files(pathlib.Path(sys.argv[2]))
    if peer in RECORDS:
        reader = RECORDS[peer]()
        work = lambda: each(reader, paths)
    else:
        __import__(TABLES[peer][0])
        work = lambda: TABLES[peer][1](paths)
    cpu, began = time.process_time(), time.perf_counter()
    records, refused = work()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{took:.6f} {cpu:.6f} {records} {refused} {peak_bytes()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
