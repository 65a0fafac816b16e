<?php

class DataMigrationReport
{
    public function rows()
    {
        return DB::select('SELECT status FROM orders WHERE id > ?', [1]); // @certain
    }
}
