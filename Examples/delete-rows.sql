DELETE FROM lines WHERE number > 100;
