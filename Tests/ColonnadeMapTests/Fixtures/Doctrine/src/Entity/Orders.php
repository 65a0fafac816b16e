<?php

namespace App\Entity;

use Doctrine\ORM\Mapping as ORM;

/** Without names: Symfony's strategy. */
#[ORM\Entity]
final class Orders
{
    public function __construct(
        #[ORM\Id, ORM\Column] private int $id,
        #[ORM\Column(length: 20)] private string $status, // @certain
    ) {
    }
}
