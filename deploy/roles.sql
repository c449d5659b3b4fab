-- One database role for each process, for a PostgreSQL of your own. Run once as somebody who may make roles, after
-- the database exists; `node dist/cli.mjs migrate` (run as the owner of the database) then grants what each may do.
--
--   psql "$OWNER_URL" -v web="'secret 1'" -v gateway="'secret 2'" -v worker="'secret 3'" -f deploy/roles.sql
--
-- Give each process its own DATABASE_URL afterwards: postgres://frolic_web:secret 1@host/frolic, and so on. Where
-- all processes must share one login, leave the passwords as they are, grant the three roles to that login (last
-- lines) and `npm start` turns each process into its role by `SET ROLE`.
\set ON_ERROR_STOP on

SELECT format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE', name)
  FROM unnest(ARRAY['frolic_web', 'frolic_gateway', 'frolic_worker']) AS name
 WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) \gexec
\if :{?web}
ALTER ROLE frolic_web PASSWORD :web;
\endif
\if :{?gateway}
ALTER ROLE frolic_gateway PASSWORD :gateway;
\endif
\if :{?worker}
ALTER ROLE frolic_worker PASSWORD :worker;
\endif

-- For a login that all processes share; `owner` is that login.
\if :{?owner}
GRANT frolic_web, frolic_gateway, frolic_worker TO :"owner";
\endif
