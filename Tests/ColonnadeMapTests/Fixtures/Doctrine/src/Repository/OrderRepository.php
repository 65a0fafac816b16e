<?php

namespace App\Repository;

use App\Entity\Customer;
use App\Entity\Order;

class OrderRepository extends ServiceEntityRepository
{
    public function open($em)
    {
        $this->createQueryBuilder('o')
            ->andWhere('o.state = :state') // @likely
            ->leftJoin('o.customer', 'c')
            ->andWhere('c.state = 1');
        $em->createQueryBuilder()->select('o.state')->from('App\Entity\Order', 'o'); // @likely
        $em->createQueryBuilder()->select('k.state')->from(Customer::class, 'k');
        $this->findBy(['state' => 'open']); // @likely
        return $em->getRepository(Order::class)->findOneBy(['state' => 'open']); // @likely
    }

    public function close(Order $order, Customer $customer)
    {
        $order->setState('closed'); // @likely
        $customer->setState('closed');
    }
}
