BEGIN;
--
-- Raw SQL operation
--
CREATE VIEW open_purchases AS SELECT id FROM shop_purchase WHERE status = 'new';
--
-- Raw SQL operation
--

    UPDATE shop_purchase SET code = 'x' WHERE code IS NULL
;
COMMENT ON TABLE shop_purchase IS 'bought';
--
-- Custom state/database change combination
--
ALTER TABLE shop_purchase DROP COLUMN rating;
--
-- Remove field first_tag from purchase
--
SET CONSTRAINTS "shop_order_first_tag_id_196b6b12_fk_labels_id" IMMEDIATE; ALTER TABLE "shop_purchase" DROP CONSTRAINT "shop_order_first_tag_id_196b6b12_fk_labels_id";
ALTER TABLE "shop_purchase" DROP COLUMN "first_tag_id" CASCADE;
--
-- Delete model Tag
--
DROP TABLE "shop_label_related" CASCADE;
DROP TABLE "shop_label" CASCADE;
COMMIT;
