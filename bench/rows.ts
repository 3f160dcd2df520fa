/** The comparisons: which workload, between whom, how many operations each, and the ratio to reach. */
import type { WorkloadName } from "./contender.js";

/** All contenders. In a Worker `hashrange` is the database in OPFS. */
export type ContenderName =
  | "hashrange"
  | "hashrange-indexeddb"
  | "hashrange-encrypted"
  | "sqlite-each"
  | "sqlite-shared"
  | "map"
  | "indexeddb-each"
  | "indexeddb-each-commit"
  | "indexeddb-shared"
  | "dexie";

/** One row of the comparison table. */
export interface Row {
  readonly name: string;
  readonly host: "node" | "chromium" | "worker";
  readonly workload: WorkloadName;
  /** Operations per round; a slow peer does fewer. The first is Hashrange's. */
  readonly operations: Readonly<Partial<Record<ContenderName, number>>>;
  /** Whose rate is divided; `hashrange` by default. */
  readonly own?: ContenderName;
  /** The peer the bar is set against. */
  readonly against: ContenderName;
  /** Hashrange's rate divided by the peer's must be at least this. */
  readonly bar: number;
}

/**
 * All comparisons, in the order they are run and shown. In the rows of expressions the peer runs a hand-written closure,
 * so their bars say what parsing and evaluating an expression may cost, not what is won.
 */
export const ROWS: readonly Row[] = [
  {
    name: "memory: put, one by one",
    host: "node",
    workload: "put-serial",
    operations: { hashrange: 200_000, map: 100_000 },
    against: "map",
    bar: 2,
  },
  {
    name: "memory: get, one by one",
    host: "node",
    workload: "get-serial",
    operations: { hashrange: 200_000, map: 100_000 },
    against: "map",
    bar: 1.5,
  },
  {
    name: "memory: conditional update, one by one",
    host: "node",
    workload: "update-if",
    operations: { hashrange: 100_000, map: 100_000 },
    against: "map",
    bar: 0.4,
  },
  {
    name: "memory: filter over a partition of 100",
    host: "node",
    workload: "filter-100",
    operations: { hashrange: 10_000, map: 5_000 },
    against: "map",
    bar: 0.75,
  },
  {
    name: "memory: PartiQL select, one by one",
    host: "node",
    workload: "select-serial",
    operations: { hashrange: 100_000, map: 100_000 },
    against: "map",
    bar: 0.5,
  },
  {
    name: "strict: 10,000 puts at once",
    host: "chromium",
    workload: "put-burst",
    operations: { hashrange: 10_000, "indexeddb-shared": 10_000 },
    against: "indexeddb-shared",
    bar: 5,
  },
  {
    name: "strict: put, one by one",
    host: "chromium",
    workload: "put-serial",
    operations: { hashrange: 1_500, "indexeddb-each": 1_500, "indexeddb-each-commit": 1_500 },
    against: "indexeddb-each",
    bar: 1,
  },
  {
    name: "get, one by one",
    host: "chromium",
    workload: "get-serial",
    operations: { hashrange: 50_000, dexie: 2_000 },
    against: "dexie",
    bar: 50,
  },
  {
    name: "query of 50 items",
    host: "chromium",
    workload: "query-50",
    operations: { hashrange: 3_000, dexie: 500 },
    against: "dexie",
    bar: 5,
  },
  {
    name: "encrypted, strict: 10,000 puts at once",
    host: "chromium",
    workload: "put-burst",
    operations: { "hashrange-encrypted": 10_000, hashrange: 10_000 },
    own: "hashrange-encrypted",
    against: "hashrange",
    bar: 0.7,
  },
  {
    name: "encrypted: get, one by one",
    host: "chromium",
    workload: "get-serial",
    operations: { "hashrange-encrypted": 50_000, hashrange: 50_000 },
    own: "hashrange-encrypted",
    against: "hashrange",
    bar: 0.8,
  },
  {
    name: "strict: 10,000 puts at once",
    host: "worker",
    workload: "put-burst",
    operations: {
      hashrange: 10_000,
      "hashrange-indexeddb": 10_000,
      "sqlite-shared": 10_000,
      "sqlite-each": 2_000,
    },
    against: "sqlite-shared",
    bar: 1,
  },
  {
    name: "strict: put, one by one",
    host: "worker",
    workload: "put-serial",
    operations: { hashrange: 2_000, "hashrange-indexeddb": 1_500, "sqlite-each": 2_000 },
    against: "sqlite-each",
    bar: 1,
  },
  {
    name: "get, one by one",
    host: "worker",
    workload: "get-serial",
    operations: { hashrange: 50_000, "hashrange-indexeddb": 50_000, "sqlite-each": 20_000 },
    against: "sqlite-each",
    bar: 1,
  },
  {
    name: "query of 50 items",
    host: "worker",
    workload: "query-50",
    operations: { hashrange: 3_000, "hashrange-indexeddb": 3_000, "sqlite-each": 3_000 },
    against: "sqlite-each",
    bar: 1,
  },
  {
    name: "open to first get, 100,000 items",
    host: "worker",
    workload: "open-get",
    operations: { hashrange: 10, "hashrange-indexeddb": 10, "sqlite-shared": 10 },
    against: "sqlite-shared",
    bar: 1,
  },
];
