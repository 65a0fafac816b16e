<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration {
    public function up(): void
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->string('status')->default('new'); // @certain
            $table->integer('total')->nullable();
        });
        Schema::table('customers', function (Blueprint $table) {
            $table->string('status');
        });
    }
};
