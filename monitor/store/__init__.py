"""The database: tables, migrations, transactions and the queries of the pipeline.

SQLite (WAL, BEGIN IMMEDIATE) or PostgreSQL by URL. Every function takes the time as an argument.
"""

from monitor.store.engine import Store, crowded, open_store, store_at

__all__ = ["Store", "crowded", "open_store", "store_at"]
