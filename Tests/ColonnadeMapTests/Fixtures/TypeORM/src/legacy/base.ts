import { Column, CreateDateColumn, PrimaryGeneratedColumn } from "typeorm";

export abstract class Tracked {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ length: 20 })
  status: string; // @certain
}

export class Progress {
  @Column("varchar", { name: "status", length: 20 })
  step: string; // @certain
}
