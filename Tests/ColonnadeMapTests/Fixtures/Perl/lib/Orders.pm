package Shop::Orders;
use strict;
use warnings;

=head1 NAME

Shop::Orders - what doesn't matter here: "SELECT status FROM orders"

=cut

my %h = (s => 1, y => 2, q => 3, m => 4);

sub open_orders {
    my ($dbh, $self) = @_;
    # SELECT status FROM orders
    my $last = $#{ $self->{list} };
    my $rows = $dbh->selectall_arrayref(
        "SELECT id FROM orders WHERE status = ? AND customer_id = $self->{customer}[0]", # @certain
        { Slice => {} }, 'open');
    $dbh->do(q{UPDATE orders SET status = 'done' WHERE id = ?}, undef, $last); # @certain
    $dbh->do(qq(INSERT INTO orders (id, status) VALUES ($h{s}, 'new'))); # @certain
    return $rows;
}

sub names {
    my ($text) = @_;
    $text =~ s/it's/its/g;
    $text =~ tr/"//d;
    return unless $text =~ m{^"(\w+)'} or $text =~ /don't/;
    return map { s{'}{}r } qw(status total);
}

sub report {
    my ($dbh, $since) = @_;
    my $sql = <<"SQL" . " LIMIT 10";
SELECT o.id, o.status
  FROM orders o
 WHERE o.created_at > '$since'
SQL
    my $other = <<'SQL';
SELECT status FROM customers
SQL
    my @row = $dbh->selectrow_array('SELECT * FROM ' . 'orders' . ' WHERE id = 1'); # @likely
    return ($sql, $other, @row);
}

1;
