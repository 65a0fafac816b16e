<?php

namespace App\Http;

use App\Models\Customer;
use App\Models\Order;

class OrderController
{
    public function index()
    {
        $open = Order::where('status', 'open')->get(); // @likely
        $active = Customer::where('status', 'active')->get();
        $raw = DB::select('SELECT status FROM orders WHERE id = ?', [1]); // @certain
        $late = Order::whereStatus('late')->get(); // @likely
        $gone = Customer::whereStatus('gone')->get();
        $table = "orders of a status";
        return [$open, $active, $raw];
    }
}
