BEGIN;
--
-- Create constraint amount_sane on model purchase
--
ALTER TABLE "shop_purchase" ADD CONSTRAINT "amount_sane" CHECK (("amount" > 0 OR "status" IN ('new', 'paid')));
--
-- Create not valid constraint title_there on model purchase
--
ALTER TABLE "shop_purchase" ADD CONSTRAINT "title_there" CHECK ("title" IS NOT NULL) NOT VALID;
--
-- Validate constraint title_there on model purchase
--
ALTER TABLE "shop_purchase" VALIDATE CONSTRAINT "title_there";
--
-- Create constraint code_once on model purchase
--
ALTER TABLE "shop_purchase" ADD CONSTRAINT "code_once" UNIQUE ("code", "customer_id") DEFERRABLE INITIALLY DEFERRED;
--
-- Create constraint code_new on model purchase
--
CREATE UNIQUE INDEX "code_new" ON "shop_purchase" ("code") INCLUDE ("amount");
--
-- Remove constraint order_price_sane from model purchase
--
ALTER TABLE "shop_purchase" DROP CONSTRAINT "order_price_sane";
--
-- Remove constraint one_new_order from model purchase
--
DROP INDEX IF EXISTS "one_new_order";
COMMIT;
