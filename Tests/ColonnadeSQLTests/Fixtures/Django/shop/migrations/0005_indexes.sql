--
-- Concurrently create index purchase_amount_idx on field(s) amount of model purchase
--
CREATE INDEX CONCURRENTLY "purchase_amount_idx" ON "shop_purchase" ("amount");
--
-- Concurrently remove index order_status_idx from purchase
--
DROP INDEX CONCURRENTLY IF EXISTS "order_status_idx";
--
-- Create index purchase_title_lower on Lower(F(title)) on model purchase
--
CREATE INDEX "purchase_title_lower" ON "shop_purchase" ((LOWER("title")));
--
-- Create index purchase_new on field(s) -created, code of model purchase
--
CREATE INDEX "purchase_new" ON "shop_purchase" ("created" DESC, "code") INCLUDE ("price") WHERE "status" = 'new';
--
-- Create index purchase_payload_gin on field(s) payload of model purchase
--
CREATE INDEX "purchase_payload_gin" ON "shop_purchase" USING gin ("payload");
--
-- Rename index purchase_amount_idx on purchase to purchase_amount
--
ALTER INDEX "purchase_amount_idx" RENAME TO "purchase_amount";
--
-- Remove index purchase_new from purchase
--
DROP INDEX IF EXISTS "purchase_new";
