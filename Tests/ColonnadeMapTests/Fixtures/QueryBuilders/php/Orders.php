<?php

use Illuminate\Support\Facades\DB;

class Orders
{
    public function open()
    {
        $orders = DB::table('orders')
            ->where('status', 'open') // @likely
            ->where('kind', 'status')
            ->orderBy('id')
            ->get();
        DB::table('orders')->where('id', 1)->update(['status' => 'closed']); // @likely
        DB::table('customers')->where('status', 'open')->get();
        DB::table('customers as c')->join('orders as o', 'o.customer_id', '=', 'c.id')->select('c.status')->get();
        DB::table('customers as c')->leftJoin('orders as o', 'o.customer_id', '=', 'c.id')
            ->whereNull('o.status') // @likely
            ->pluck('status');
        return $orders;
    }
}
