import { MigrationInterface, QueryRunner } from "typeorm";

export class AddStatus1700000000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "orders" ADD "status" character varying`); // @certain
    await queryRunner.query(`ALTER TABLE "customers" ADD "status" character varying`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {}
}
