#!/bin/sh
# The role that serves the site. PostgreSQL's image runs this once, when it makes the database.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --set=password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE record_site LOGIN PASSWORD :'password';
SQL
