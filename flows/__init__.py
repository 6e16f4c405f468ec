"""The edge: commands, settings and Prefect flows; the only package that knows the orchestrator."""
