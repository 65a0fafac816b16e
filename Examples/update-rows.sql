UPDATE orders SET note = 'cheap' WHERE price < 5;
