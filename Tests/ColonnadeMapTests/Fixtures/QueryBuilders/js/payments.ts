import { DataSource } from "typeorm"

/** Sets up one transaction: what it calls, migrations call as well. */
export async function settle(dataSource: DataSource, id: number) {
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.startTransaction()
  await queryRunner.query("UPDATE orders SET status = 'paid' WHERE id = $1", [id]) // @certain
  const raw = await knex.raw("SELECT status FROM orders WHERE id = ?", [id]) // @certain
  await queryRunner.commitTransaction()
  return raw
}
