DB[:orders].where(status: "open").all # @likely
DB[:customers].where(status: "open").all
DB[:orders].where(id: 1).update(status: "closed") # @likely
