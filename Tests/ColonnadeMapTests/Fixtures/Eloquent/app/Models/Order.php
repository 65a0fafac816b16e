<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Order extends Model
{
    protected $fillable = ['customer_id', 'status']; // @certain

    public function scopeOpen($query)
    {
        return $query->where('kind', 'status')
            ->where('status', 'open'); // @likely
    }

    public function close(): void
    {
        $this->status = 'closed'; // @likely
        $this->save();
    }
}
