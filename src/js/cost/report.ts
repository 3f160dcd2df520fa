/** What `db.cost()` takes and gives. */

import type { Compressible } from "./compressible.js";
import type { OwnPrices } from "./prices.js";
import type { Throttled } from "./throttled.js";
import type { Throughput } from "./throughput.js";

/** What `db.cost()` is asked for. */
export interface CostQuery {
  /** How far back it looks: 30 days by default. */
  days?: number | undefined;
  /** Prices in place of those of us-east-1. */
  prices?: OwnPrices | undefined;
  /** Capacity units that are reserved, for all tables together. */
  reserved?: { reads?: number; writes?: number } | undefined;
  /** Whether items are sampled for attributes that compression would shrink; true by default. */
  sample?: boolean | undefined;
}

export interface IndexCost extends Throughput {
  index: string;
  bytes: number;
  /** What capacity refused; nothing if it refused nothing. */
  throttled?: Throttled;
}

/** A replica in another region, which takes each write again and has the same items. */
export interface ReplicaCost {
  region: string;
  /** Dollars for the writes of the measured time, of table and indexes, in each mode. */
  onDemand: number;
  provisioned: number;
  /** Of table and indexes, in a month. */
  storagePerMonth: number;
}

/** Dollars for the measured time, unless a name says a month. */
export interface TableCost extends Throughput {
  table: string;
  mode: "PAY_PER_REQUEST" | "PROVISIONED";
  tableClass: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  bytes: number;
  /** Of table and indexes, in a month. */
  storagePerMonth: number;
  /** Of its backups, in a month. */
  backupsPerMonth: number;
  /** Of point-in-time recovery, in a month. */
  recoveryPerMonth: number;
  /** What the capacity of the table itself refused; nothing if it refused nothing. */
  throttled?: Throttled;
  exports: number;
  streamReads: number;
  indexes: IndexCost[];
  /** Those of a global table in other regions. What they are read for is measured there. */
  replicas: ReplicaCost[];
  /** The mode that costs less for this use, table and indexes together. */
  cheaper: "PAY_PER_REQUEST" | "PROVISIONED";
  /** The utilization in percent above which provisioned capacity is the cheaper mode. */
  breakEven: { reads: number; writes: number };
  compressible: Compressible[];
}

/** What a database would cost. All amounts are dollars. */
export interface Cost {
  from: Date;
  to: Date;
  /** Hours that there are measurements of. Without `metrics: true` there are none. */
  measuredHours: number;
  tables: TableCost[];
  /** What a month like the measured time would cost, with all tables in one mode or in the other. */
  month: {
    onDemand: number;
    provisioned: number;
    /** With the reserved capacity that was asked about, which is paid for whether used or not. */
    reserved?: number;
    /** Storage, backups, recovery, exports and reads of streams, which both modes have in common. */
    other: number;
  };
  /** The same in words. */
  explanation: string;
}
