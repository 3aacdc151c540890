-- Two roles for Portico. Run this in Portico's database as an administrator of PostgreSQL, before the first
-- `portico migrate`. It can be run again.

-- Owns the tables: for `portico migrate`.
DO $$ BEGIN CREATE ROLE portico_migrate LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- Reads and writes rows, and changes no table: for `portico serve --no-migrate` and all other commands.
DO $$ BEGIN CREATE ROLE portico_serve LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;

REVOKE ALL ON DATABASE portico FROM PUBLIC;
GRANT CONNECT ON DATABASE portico TO portico_migrate, portico_serve;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO portico_migrate;
GRANT USAGE ON SCHEMA public TO portico_serve;

-- The tables that are there, and those that later migrations make.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portico_serve;
ALTER DEFAULT PRIVILEGES FOR ROLE portico_migrate IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portico_serve;
