#!/usr/bin/env python3
"""The two books as plain rows, and what peers that compare rows find in them.

    books.py flatten LEGACY.ndjson DESTINATION.ndjson FOLDER     prints `seconds legacy_rows destination_rows`
    books.py polars|datacompy FOLDER                             prints `seconds cpu_seconds rows_legacy rows_destination only_legacy only_destination unequal peak_bytes`

The input of `flatten` is what `throughline statements --json` prints. A row is a statement with patient, kind, code, when,
end, status, value and unit. It is made as a careful person would make it: a patient of either side is named by the record
number of the demographic statement, so that the rows can meet at all, and of several codings the one in the legacy
system's own code system is taken, so that a translated code is not a difference by itself. Values stay as each side
writes them: to know that two of them mean the same is what the peers cannot do.

`polars` is a hash anti-join over all columns, both ways: rows without an equal partner, each of which counts twice when one
cell of it differs. `datacompy` joins by patient, kind, code and when, and names the rows of one side only and the pairs in
which another column differs. Both read the rows from CSV within the measured time; loading Python and the library is left out.
"""
import csv
import json
import pathlib
import sys
import time

from measured import peak_bytes

COLUMNS = ["patient", "kind", "code", "when", "end", "status", "value", "unit"]
KEYS = ["patient", "kind", "code", "when"]
NAMES = ["legacy.csv", "destination.csv"]


def facts(statement: dict) -> dict:
    """The first value of each aspect."""
    found: dict = {}
    for fact in statement["facts"]:
        found.setdefault(fact["aspect"], fact["value"])
    return found


def code(value) -> str:
    if not isinstance(value, dict) or "codings" not in value:
        return plain(value)
    codings = value["codings"]
    local = [c for c in codings if c["system"].startswith("urn:")]
    chosen = (local or codings or [{"code": value.get("text") or ""}])[0]
    return chosen["code"]


def plain(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    if "codings" in value:
        return code(value)
    return str(value.get("date") or value.get("number") or value.get("link") or value.get("absent") or "")


def row(statement: dict, patients: dict) -> list[str]:
    given = facts(statement)
    value = given.get("value", given.get("dose", given.get("title")))
    return [
        patients.get(statement["patient"], statement["patient"]),
        statement["kind"],
        code(given.get("code", given.get("type"))),
        plain(given.get("effective", given.get("onset"))),
        plain(given.get("end")),
        plain(given.get("status")),
        plain(value),
        value.get("unit", "") if isinstance(value, dict) else "",
    ]


def numbers(book: pathlib.Path) -> dict:
    """Record number of each patient."""
    found: dict = {}
    with book.open(encoding="utf-8") as lines:
        for line in lines:
            if '"kind":"demographic"' in line:
                statement = json.loads(line)
                number = plain(facts(statement).get("mrn"))
                if number:
                    found.setdefault(statement["patient"], number)
    return found


def flatten(legacy: pathlib.Path, destination: pathlib.Path, folder: pathlib.Path) -> int:
    began = time.perf_counter()
    counts = []
    for book, name in zip((legacy, destination), NAMES):
        patients = numbers(book)
        count = 0
        with book.open(encoding="utf-8") as lines, (folder / name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            for line in lines:
                writer.writerow(row(json.loads(line), patients))
                count += 1
        counts.append(count)
    print(f"{time.perf_counter() - began:.6f} {counts[0]} {counts[1]}")
    return 0


def anti_join(folder: pathlib.Path) -> tuple[int, int, int, int, int]:
    import polars

    legacy, destination = (polars.read_csv(folder / name, infer_schema=False) for name in NAMES)
    alone = lambda one, other: one.join(other, on=COLUMNS, how="anti", nulls_equal=True).height
    return legacy.height, destination.height, alone(legacy, destination), alone(destination, legacy), 0


def datacompy_pairs(folder: pathlib.Path) -> tuple[int, int, int, int, int]:
    import datacompy
    import polars

    legacy, destination = (polars.read_csv(folder / name, infer_schema=False, missing_utf8_is_empty_string=True) for name in NAMES)
    pairs = datacompy.PolarsCompare(legacy, destination, join_columns=KEYS, df1_name="legacy", df2_name="destination")
    only = pairs.df1_unq_rows.height, pairs.df2_unq_rows.height
    return legacy.height, destination.height, only[0], only[1], pairs.intersect_rows.height - pairs.count_matching_rows()


def main() -> int:
    words = sys.argv[1:]
    if len(words) == 4 and words[0] == "flatten":
        return flatten(*(pathlib.Path(word) for word in words[1:]))
    if len(words) != 2 or words[0] not in ("polars", "datacompy"):
        print(__doc__, file=sys.stderr)
        return 2
    __import__(words[0])
    work = anti_join if words[0] == "polars" else datacompy_pairs
    cpu, began = time.process_time(), time.perf_counter()
    counts = work(pathlib.Path(words[1]))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(f"{took:.6f} {cpu:.6f}", *counts, peak_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
