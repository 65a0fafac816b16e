BEGIN;
--
-- Alter field status on order
--
-- (no-op)
--
-- Alter field number on order
--
ALTER TABLE "shop_order" ALTER COLUMN "number" TYPE varchar(40);
--
-- Alter field total on order
--
ALTER TABLE "shop_order" ALTER COLUMN "total" TYPE bigint USING "total"::bigint;
--
-- Alter field comment on order
--
ALTER TABLE "shop_order" ALTER COLUMN "comment" SET DEFAULT '';
UPDATE "shop_order" SET "comment" = '' WHERE "comment" IS NULL; SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE "shop_order" ALTER COLUMN "comment" SET NOT NULL;
ALTER TABLE "shop_order" ALTER COLUMN "comment" DROP DEFAULT;
--
-- Alter field title on order
--
CREATE INDEX "shop_order_title_c8d648cb" ON "shop_order" ("title");
CREATE INDEX "shop_order_title_c8d648cb_like" ON "shop_order" ("title" varchar_pattern_ops);
--
-- Alter field code on order
--
DROP INDEX IF EXISTS "shop_order_code_15db80c4";
DROP INDEX IF EXISTS "shop_order_code_15db80c4_like";
ALTER TABLE "shop_order" ALTER COLUMN "code" DROP NOT NULL;
--
-- Alter field rating on order
--
ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_rating_check";
--
-- Alter field quantity on order
--
ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_quantity_check";
ALTER TABLE "shop_order" ALTER COLUMN "quantity" TYPE varchar(9) USING "quantity"::varchar(9);
--
-- Alter field main_tag on order
--
SET CONSTRAINTS "shop_order_main_tag_id_acab100e_fk_labels_id" IMMEDIATE; ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_main_tag_id_acab100e_fk_labels_id";
ALTER TABLE "shop_order" ALTER COLUMN "main_tag_id" SET DEFAULT 1;
UPDATE "shop_order" SET "main_tag_id" = 1 WHERE "main_tag_id" IS NULL; SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE "shop_order" ALTER COLUMN "main_tag_id" SET NOT NULL;
ALTER TABLE "shop_order" ADD CONSTRAINT "shop_order_main_tag_id_acab100e_fk_labels_id" FOREIGN KEY ("main_tag_id") REFERENCES "labels" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "shop_order" ALTER COLUMN "main_tag_id" DROP DEFAULT;
--
-- Alter field parent on order
--
ALTER TABLE "shop_order" ADD CONSTRAINT "shop_order_parent_id_e9066028_fk_shop_order_id" FOREIGN KEY ("parent_id") REFERENCES "shop_order" ("id") DEFERRABLE INITIALLY DEFERRED;
--
-- Alter field reference on order
--
ALTER TABLE "shop_order" DROP CONSTRAINT "shop_order_reference_key";
DROP INDEX IF EXISTS "shop_order_reference_f6fe6de7_like";
--
-- Alter field label on tag
--
DROP INDEX IF EXISTS "labels_label_44f92ec1";
DROP INDEX IF EXISTS "labels_label_44f92ec1_like";
DROP INDEX IF EXISTS "labels_label_44f92ec1_like";
ALTER TABLE "labels" ALTER COLUMN "label" TYPE varchar(80) USING "label"::varchar(80);
ALTER TABLE "labels" ADD CONSTRAINT "labels_label_44f92ec1_uniq" UNIQUE ("label");
CREATE INDEX "labels_label_44f92ec1_like" ON "labels" ("label" varchar_pattern_ops);
--
-- Alter field note on order
--
ALTER TABLE "shop_order" ALTER COLUMN "remark" SET DEFAULT '';
UPDATE "shop_order" SET "remark" = '' WHERE "remark" IS NULL; SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE "shop_order" ALTER COLUMN "remark" SET NOT NULL;
ALTER TABLE "shop_order" ALTER COLUMN "remark" DROP DEFAULT;
COMMIT;
