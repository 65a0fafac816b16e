ALTER TABLE lines ALTER COLUMN number TYPE bigint;
