import { Column, Entity, EntitySchema } from "typeorm"

@Entity({ name: "orders" })
export class Purchase {
  @Column({ name: "status" })
  state: string // @certain
}
