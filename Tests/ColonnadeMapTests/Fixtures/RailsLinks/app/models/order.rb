class Order < ApplicationRecord # @certain
  belongs_to :customer # @certain
  belongs_to :giver, class_name: "Customer"
end
