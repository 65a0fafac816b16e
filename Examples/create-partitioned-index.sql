CREATE INDEX parts_id ON parts (id);
