BEGIN;
--
-- Rename field total on order to amount
--
ALTER TABLE "shop_order" RENAME COLUMN "total" TO "amount";
--
-- Rename field main_tag on order to first_tag
--
SET CONSTRAINTS "shop_order_main_tag_id_acab100e_fk_labels_id" IMMEDIATE; ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_main_tag_id_acab100e_fk_labels_id";
ALTER TABLE "shop_order" RENAME COLUMN "main_tag_id" TO "first_tag_id";
ALTER TABLE "shop_order" ADD CONSTRAINT "shop_order_first_tag_id_196b6b12_fk_labels_id" FOREIGN KEY ("first_tag_id") REFERENCES "labels" ("id") DEFERRABLE INITIALLY DEFERRED;
--
-- Rename field note on order to remark_text
--
-- (no-op)
--
-- Remove field comment from order
--
ALTER TABLE "shop_order" DROP COLUMN "comment" CASCADE;
--
-- Remove field owner from order
--
SET CONSTRAINTS "shop_order_owner_id_220c6c20_fk_auth_user_id" IMMEDIATE; ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_owner_id_220c6c20_fk_auth_user_id";
ALTER TABLE "shop_order" DROP COLUMN "owner_id" CASCADE;
--
-- Remove field tags from order
--
DROP TABLE "shop_order_tags" CASCADE;
--
-- Rename table for tag to shop_label
--
ALTER TABLE "labels" RENAME TO "shop_label";
ALTER TABLE "labels_related" RENAME TO "shop_label_related";
--
-- Change Meta options on order
--
-- (no-op)
--
-- Alter unique_together for order (1 constraint(s))
--
ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_customer_id_number_9175d90c_uniq";
ALTER TABLE "shop_order" ADD CONSTRAINT "shop_order_customer_id_amount_e91cc1c1_uniq" UNIQUE ("customer_id", "amount");
--
-- Rename model Order to Purchase
--
ALTER TABLE "shop_order" RENAME TO "shop_purchase";
-- What follows is not printed, because the printing looks for the old constraint under the table's new name; the
-- server's log has it.
SET CONSTRAINTS "shop_order_parent_id_e9066028_fk_shop_order_id" IMMEDIATE; ALTER TABLE "shop_purchase" DROP CONSTRAINT "shop_order_parent_id_e9066028_fk_shop_order_id";
ALTER TABLE "shop_purchase" ADD CONSTRAINT "shop_purchase_parent_id_087ee71e_fk_shop_purchase_id" FOREIGN KEY ("parent_id") REFERENCES "shop_purchase" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;
