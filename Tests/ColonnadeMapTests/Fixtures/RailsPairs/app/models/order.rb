class Order < ApplicationRecord
  has_and_belongs_to_many :tags # @certain
  has_and_belongs_to_many :labels, join_table: "orders_labels"
end
