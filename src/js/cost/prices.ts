/** What the service charges, as far as the cost of a database goes by it. */

/** Prices of a table class, in dollars. */
export interface ClassPrices {
  /** A million write request units. */
  writesPerMillion: number;
  /** A million read request units. */
  readsPerMillion: number;
  /** A write capacity unit for an hour. */
  writeUnitHour: number;
  /** A read capacity unit for an hour. */
  readUnitHour: number;
  /** A gigabyte for a month. */
  storageMonth: number;
}

/** Prices in dollars. Those that are left out of the option `prices` are those of us-east-1. */
export interface Prices {
  standard: ClassPrices;
  infrequentAccess: ClassPrices;
  /** Gigabytes of the class `STANDARD` that cost nothing. */
  freeStorage: number;
  /** A unit of reserved write capacity for an hour, what is paid up front included. */
  reservedWriteUnitHour: number;
  /** A unit of reserved read capacity for an hour. */
  reservedReadUnitHour: number;
  /** Point-in-time recovery, for a gigabyte of the table and a month. */
  recoveryMonth: number;
  /** A gigabyte of a backup for a month. */
  backupMonth: number;
  /** A gigabyte of an export. */
  export: number;
  /** A hundred thousand requests for the records of streams. */
  streamReadsPer100000: number;
  /** Requests for records of streams in a month that cost nothing. */
  freeStreamReads: number;
}

/** Public list prices of us-east-1, those of throughput as of 1 November 2024, when they were last lowered. */
export const US_EAST_1: Prices = {
  standard: {
    writesPerMillion: 0.625,
    readsPerMillion: 0.125,
    writeUnitHour: 0.00065,
    readUnitHour: 0.00013,
    storageMonth: 0.25,
  },
  infrequentAccess: {
    writesPerMillion: 0.78,
    readsPerMillion: 0.155,
    writeUnitHour: 0.00081,
    readUnitHour: 0.00016,
    storageMonth: 0.1,
  },
  freeStorage: 25,
  // For a year: $150 up front and $0.0128 an hour for a hundred write units, $30 and $0.0025 for a hundred read units.
  reservedWriteUnitHour: (150 / 8760 + 0.0128) / 100,
  reservedReadUnitHour: (30 / 8760 + 0.0025) / 100,
  recoveryMonth: 0.2,
  backupMonth: 0.1,
  export: 0.1,
  streamReadsPer100000: 0.02,
  freeStreamReads: 2_500_000,
};

/** Prices of one's own, in whatever depth. */
export type OwnPrices = Partial<Omit<Prices, "standard" | "infrequentAccess">> & {
  standard?: Partial<ClassPrices>;
  infrequentAccess?: Partial<ClassPrices>;
};

/** @throws TypeError for a price that is none. */
export function pricesWith(own: OwnPrices = {}): Prices {
  const all = {
    ...US_EAST_1,
    ...own,
    standard: { ...US_EAST_1.standard, ...own.standard },
    infrequentAccess: { ...US_EAST_1.infrequentAccess, ...own.infrequentAccess },
  };
  for (const holder of [US_EAST_1, US_EAST_1.standard, US_EAST_1.infrequentAccess]) {
    const given =
      holder === US_EAST_1 ? all : holder === US_EAST_1.standard ? all.standard : all.infrequentAccess;
    for (const [name, price] of Object.entries(given)) {
      if (!(name in holder)) throw new TypeError(`There is no price "${name}".`);
      if (typeof price !== "object" && !(typeof price === "number" && price >= 0))
        throw new TypeError(`The price "${name}" is a number of dollars.`);
    }
  }
  return all;
}
