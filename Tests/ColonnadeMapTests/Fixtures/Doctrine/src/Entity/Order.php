<?php

namespace App\Entity;

use App\Repository\OrderRepository;
use Doctrine\DBAL\Types\Types;
use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity(repositoryClass: OrderRepository::class)]
#[ORM\Table(name: 'orders')]
class Order
{
    #[ORM\Id, ORM\GeneratedValue, ORM\Column]
    private ?int $id = null;

    #[ORM\Column(name: 'status', type: Types::STRING, length: 20)]
    private string $state = 'new'; // @certain

    #[ORM\ManyToOne(targetEntity: Customer::class)]
    private ?Customer $customer = null;

    // The status that the shop has.
    private string $status;

    public function getState(): string
    {
        return $this->state; // @likely
    }
}
