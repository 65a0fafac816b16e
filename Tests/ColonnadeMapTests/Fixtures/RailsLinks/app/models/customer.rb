class Customer < ApplicationRecord
  has_many :orders, dependent: :destroy # @certain
  has_one :last_order, -> { order(id: :desc) }, class_name: "Order" # @certain
  has_many :gifts, class_name: "Order", foreign_key: :giver_id
  has_many :items, through: :orders
  has_many :addresses

  validates :customer_id, presence: true
end
