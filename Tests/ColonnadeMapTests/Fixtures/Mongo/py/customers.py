def states(db):
    return [customer["status"] for customer in db.customers.find()]
