import knex from "./knex"

export async function open(status: string) {
  return knex<Order>("orders").where({ status }).select("id", "total") // @likely
}

export async function list(db: Kysely<Database>) {
  return db
    .selectFrom("orders as o")
    .innerJoin("customers as c", "c.id", "o.customer_id")
    .select(["o.id", "o.status", "c.status as standing"]) // @likely
    .where("o.status", "=", "open") // @likely
    .execute()
}

export async function close(trx: Knex.Transaction, id: number) {
  await trx("orders").where("id", id).update({ status: "closed", total: 0 }) // @likely
  await trx("customers").where("id", id).update({ status: "closed" })
}

export async function api(supabase: SupabaseClient) {
  const { data } = await supabase.from("orders").select("id, status").eq("total", "status") // @likely
  const others = await supabase.from("customers").select("id, status")
  return [data, others]
}

export const count = () => knex.select("status").count("*").from("orders").groupBy("status") // @likely
export const raw = () => knex("orders").whereRaw("status = ? AND total > 0", ["new"]) // @likely
export const label = translate("orders").replace("status", "state")
