QUERY = f"SELECT status FROM orders WHERE note = '{{{{}}}}' AND tags = '{{a}}' AND id = {ID}"  # @certain
