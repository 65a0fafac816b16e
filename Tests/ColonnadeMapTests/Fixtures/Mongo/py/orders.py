from pymongo import MongoClient

db = MongoClient().shop


def labels():
    for order in db.orders.find({"status": "open"}):
        print(order["status"])  # @likely
        print(order.get("status"))
        print(order.get("status", "new").upper())
        print(order.get("status").upper())  # @likely
        order["status"] = "seen"
        print(order["status_before"])


def reply(response):
    return response["status"]
