<?php

namespace App;

class Report
{
    public function run($em)
    {
        $em->createQuery('SELECT r.state FROM App\Entity\Order r WHERE r.id = :id'); // @likely
        $em->createQuery('SELECT r.state FROM App\Entity\Customer r WHERE r.id = :id');
        $em->createQuery('SELECT r.id FROM App\Entity\Order r'); // not its r.state
    }
}
