class Tag < ApplicationRecord
  has_and_belongs_to_many :orders # @certain
  has_and_belongs_to_many :customers
end
