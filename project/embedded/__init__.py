"""PostgreSQL from a wheel, for development and tests: its life, its folder, its sockets."""
