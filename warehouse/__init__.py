"""Where records live: tables, the DuckLake store, raw captures, views."""
