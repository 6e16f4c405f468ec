"""A local web server that misbehaves on demand: see ``server``, and ``catalogue`` for what it can do."""
