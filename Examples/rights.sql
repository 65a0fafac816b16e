GRANT SELECT ON orders TO pg_monitor; REVOKE SELECT ON lines FROM pg_monitor;
