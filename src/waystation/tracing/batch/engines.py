"""Where the tables of a linkage are held: DuckDB in memory, or Spark across machines.

What a register says is in clear while it is compared. DuckDB is kept from writing any of it to a
disk, and Spark writes what memory does not hold under a key that ends with it.
"""

# ruff: noqa: S608

import secrets
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from waystation.base.errors import Refused
from waystation.tracing.batch.domain import ROLES, Engine, Role

LIBRARIES: Mapping[Engine, tuple[str, ...]] = {
    "duckdb": ("splink", "duckdb"),
    "spark": ("splink", "pyspark"),
}
GROUPS: Mapping[Engine, str] = {"duckdb": "linkage", "spark": "spark"}
ROWS_AT_ONCE = 10_000
# Numbers of a second register begin above every number Spark gives the first.
SIDE_APART = 1 << 60


class Machine(Protocol):
    """What is asked of an engine."""

    name: Engine
    api: Any

    def headers(self, path: Path) -> list[str]:
        """List the columns of a file.

        Raises:
          Refused: it is no CSV or Parquet file.
        """

    def load(self, files: Sequence[Path], roles: Sequence[Mapping[Role, str]]) -> None:
        """Read the files into the table `loaded`: a number, a side and a column of text a role.

        Raises:
          Refused: an id stands in a file twice, or there is none and the engine needs one.
        """

    def make(self, table: str, query: str) -> None:
        """Keep what a query gives under a name."""

    def put(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        """Keep values under a name."""

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Give what a query gives, row by row."""

    def save(self, query: str, path: Path) -> None:
        """Write what a query gives as Parquet."""

    def read(self, table: str, paths: Sequence[Path]) -> None:
        """Keep under a name what was saved."""

    def close(self) -> None:
        """Let everything go."""


def started(
    engine: Engine,
    *,
    folder: Path | None = None,
    memory: str = "",
    threads: int = 0,
    master: str = "local[*]",
) -> Machine:
    """Start an engine; only Spark writes anything, sealed, into the folder.

    Raises:
      Refused: a library is not installed.
    """
    for library in LIBRARIES[engine]:
        try:
            import_module(library)
        except ModuleNotFoundError:
            raise Refused(
                f"Linking registers on {engine} needs {library}, which is not installed.",
                hint=f"pip install --require-hashes -r requirements-{GROUPS[engine]}.txt",
            ) from None
    if engine == "duckdb":
        return OnDuckDB(memory=memory, threads=threads)
    if folder is None:
        raise ValueError("Spark needs a folder")
    return OnSpark(master=master, folder=folder)


class OnDuckDB:
    """Holds all in this process, and breaks off where memory ends instead of using a disk."""

    name: Engine = "duckdb"

    def __init__(self, *, memory: str, threads: int) -> None:
        import duckdb
        from splink import DuckDBAPI

        # Without a folder for it DuckDB has no way to put what does not fit onto a disk.
        config: dict[str, Any] = {"temp_directory": "", "autoinstall_known_extensions": False}
        config |= {"memory_limit": memory} if memory else {}
        config |= {"threads": threads} if threads else {}
        try:
            self.held = duckdb.connect(":memory:", config=config)
        except duckdb.Error:
            raise Refused(f"{memory!r} is no amount of memory.", hint="Such as: 6GB.") from None
        self.held.execute("set lock_configuration = true").fetchall()
        self.api = DuckDBAPI(connection=self.held)

    def headers(self, path: Path) -> list[str]:
        import duckdb

        try:
            return [str(row[0]) for row in self._run(f"describe select * from {_reader(path)}")]
        except duckdb.Error:
            raise _unread(path) from None

    def load(self, files: Sequence[Path], roles: Sequence[Mapping[Role, str]]) -> None:
        before = 0
        for side, (path, named) in enumerate(zip(files, roles, strict=True)):
            row = "cast(row_number() over () as bigint)"
            own = f"cast({_quoted(named['id'])} as string)" if "id" in named else f"{row}::string"
            chosen = [f"{row} + {before} as unique_id", f"{side} as side", f"{own} as original"]
            for role in shared(roles):
                chosen.append(f"cast({_quoted(named[role])} as string) as {role}")
            self.make(f"side{side}", f"select {', '.join(chosen)} from {_reader(path)}")
            before += _with_ids(self, path, f"side{side}")
        sides = (f"select * from side{side}" for side in range(len(files)))
        self.make("loaded", " union all ".join(sides))
        for side in range(len(files)):
            self._run(f"drop table side{side}")

    def make(self, table: str, query: str) -> None:
        self._run(f"create or replace table {table} as {query}")

    def put(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        import pyarrow

        self.held.register("handed", pyarrow.table(dict(columns)))
        self.make(table, "select * from handed")
        self.held.unregister("handed")

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        # A cursor of its own, so that other questions may be asked between two rows.
        asked = self.held.cursor()
        asked.execute(query)
        while found := asked.fetchmany(ROWS_AT_ONCE):
            yield from found
        asked.close()

    def save(self, query: str, path: Path) -> None:
        self._run(f"copy ({query}) to {_literal(path)} (format parquet)")

    def read(self, table: str, paths: Sequence[Path]) -> None:
        listed = ", ".join(_literal(path) for path in paths)
        self.make(table, f"select * from read_parquet([{listed}])")

    def close(self) -> None:
        self.held.close()

    def _run(self, query: str) -> list[Any]:
        import duckdb

        try:
            # An answer that nobody reads would stop whatever is asked next.
            found: list[Any] = self.held.execute(query).fetchall()
        except duckdb.OutOfMemoryException:
            raise too_large() from None
        return found


class OnSpark:
    """Holds all on a Spark cluster, or on the cores of this machine."""

    name: Engine = "spark"

    def __init__(self, *, master: str, folder: Path) -> None:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
        from splink.backends.spark import SparkAPI

        said = {
            # What does not fit into memory is written under a key that ends with the session.
            "spark.io.encryption.enabled": "true",
            "spark.network.crypto.enabled": "true",
            "spark.authenticate": "true",
            "spark.authenticate.secret": secrets.token_hex(32),
            "spark.local.dir": str(folder),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2" if master.startswith("local") else "400",
            "spark.driver.memory": "4g",
        }
        building = SparkSession.builder.master(master).appName("waystation")
        for key, value in said.items():
            building = building.config(key, value)
        if master.startswith("local"):
            building = building.config("spark.driver.bindAddress", "127.0.0.1")
            building = building.config("spark.driver.host", "127.0.0.1")
        try:
            self.held = building.getOrCreate()
        except (PySparkRuntimeError, OSError) as error:
            raise Refused(
                f"Spark does not start ({type(error).__name__}).",
                hint="It needs Java 17 or newer: see that `java -version` says so.",
            ) from None
        self.held.sparkContext.setLogLevel("ERROR")
        self.api = SparkAPI(
            spark_session=self.held,
            break_lineage_method="persist",
            register_udfs_automatically=False,
        )

    def headers(self, path: Path) -> list[str]:
        return list(self._file(path).columns)

    def load(self, files: Sequence[Path], roles: Sequence[Mapping[Role, str]]) -> None:
        from pyspark.sql import functions

        sides = []
        for side, (path, named) in enumerate(zip(files, roles, strict=True)):
            if "id" not in named:
                raise Refused(
                    f"{path} has no column of ids, which Spark needs.",
                    hint="Name one: --column id=NAME.",
                )
            rows = self._file(path)
            picked = [rows[f"`{named['id']}`"].cast("string").alias("original")]
            picked += [
                rows[f"`{named[role]}`"].cast("string").alias(role) for role in shared(roles)
            ]
            numbered = rows.select(
                (functions.monotonically_increasing_id() + side * SIDE_APART).alias("unique_id"),
                functions.lit(side).alias("side"),
                *picked,
            ).persist()
            numbered.createOrReplaceTempView(f"side{side}")
            _with_ids(self, path, f"side{side}")
            sides.append(f"select * from side{side}")
        self.make("loaded", " union all ".join(sides))

    def make(self, table: str, query: str) -> None:
        self.held.sql(query).persist().createOrReplaceTempView(table)

    def put(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        import pyarrow

        made = self.held.createDataFrame(pyarrow.table(dict(columns)))
        made.persist().createOrReplaceTempView(table)

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        for row in self.held.sql(query).toLocalIterator():
            yield tuple(row)

    def save(self, query: str, path: Path) -> None:
        self.held.sql(query).write.mode("overwrite").parquet(str(path))

    def read(self, table: str, paths: Sequence[Path]) -> None:
        read = self.held.read.parquet(*(str(path) for path in paths))
        read.createOrReplaceTempView(table)

    def close(self) -> None:
        self.held.stop()

    def _file(self, path: Path) -> Any:
        if path.suffix == ".parquet":
            return self.held.read.parquet(str(path))
        return self.held.read.csv(str(path), header=True, quote='"', escape='"', multiLine=True)


def shared(roles: Sequence[Mapping[Role, str]]) -> tuple[Role, ...]:
    """List what every file has a column for, its own ids apart."""
    return tuple(role for role in ROLES if role != "id" and all(role in each for each in roles))


def too_large() -> Refused:
    """Say that memory ended, and what can be done."""
    return Refused(
        "The registers do not fit into memory, and nothing of them may be written to a disk.",
        hint="Give it more with --memory, a larger machine, or --engine spark.",
    )


def _with_ids(held: Machine, path: Path, table: str) -> int:
    """Count the records of a file and see that each has an id that no other of it has."""
    counts = f"select count(*), count(original), count(distinct original) from {table}"
    ((n, filled, different),) = held.rows(counts)
    if filled < n:
        raise Refused(f"{path}: {n - filled} rows have no id.", hint="Give each row one.")
    if different < n:
        raise Refused(
            f"{path}: {n - different} rows have an id that stands above already.",
            hint="Give each row its own, or name another column: --column id=NAME.",
        )
    if n == 0:
        raise Refused(f"{path} has no rows.", hint="Look whether it is the right file.")
    return int(n)


def _reader(path: Path) -> str:
    if path.suffix == ".parquet":
        return f"read_parquet({_literal(path)})"
    return f"read_csv({_literal(path)}, header = true, all_varchar = true)"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _quoted(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'


def _unread(path: Path) -> Refused:
    return Refused(
        f"{path} cannot be read as a table.", hint="Give a CSV file with a header, or Parquet."
    )
