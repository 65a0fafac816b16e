<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity]
#[ORM\Table(name: 'customers')]
class Customer
{
    #[ORM\Column(name: 'status')]
    private string $state;
}

#[ORM\Entity]
#[ORM\Table(name: 'orders_archive')]
class OrderArchive
{
    #[ORM\Column]
    private string $status;
}

#[ORM\Entity]
#[ORM\Table(name: 'orders', schema: 'archive')]
class OldOrder
{
    #[ORM\Column]
    private string $status;
}
