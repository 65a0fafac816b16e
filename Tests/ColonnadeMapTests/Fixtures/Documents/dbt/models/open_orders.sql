{{ config(materialized='table') }}
-- the status of orders
SELECT o.id, o.status -- @certain
  FROM {{ ref('orders') }} o
  JOIN {{ source('shop', 'customers') }} c ON c.id = o.customer_id
 WHERE c.status = '{{ var("state") }}'
