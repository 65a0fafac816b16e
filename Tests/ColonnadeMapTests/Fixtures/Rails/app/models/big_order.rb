# One table for both: its rows are orders with a type.
class BigOrder < Order # @certain
  validates :total, presence: true
end
