/** Operations of the engine that only this package calls (`scripts/internal_model.json`); they are not answered over HTTP. */

import type { EveryOperation } from "./every_operation.js";
import type { AttributeValue } from "./form.js";
import type { MajorityOperations } from "./majority_model.js";

/** Names a document that code outside of the engine keeps in it. */
export interface StateName {
  /** Letters, digits, `_`, `.` and `-`. */
  Kind: string;
  Name: string;
}

/** The values of one metric in one period. */
export interface MetricPoint {
  /** Start of the period, in epoch milliseconds. */
  Time: number;
  /** Length of the period: 60, 300 or 3600. */
  Seconds: number;
  /** CloudWatch's name of the metric. */
  Metric: string;
  TableName?: string;
  IndexName?: string;
  Operation?: string;
  StreamLabel?: string;
  /** How many values. */
  Count: number;
  Sum: number;
  Minimum: number;
  Maximum: number;
  /** Pairs of a bucket and its count: bucket b has values in microseconds whose `floor(8 * log2(value))` is b. */
  Buckets?: [number, number][];
}

/** A key, and what it contributed. */
export interface Contributor {
  /** Partition key, and sort key where the rule has it. */
  Keys: string[];
  Sum: number;
  Points: { Time: number; Sum: number }[];
}

/** A backup, for who is to keep a copy of it. */
export interface DescribedBackup {
  /** The `CreateTable` request that makes the same table. */
  Definition: { TableName: string } & Record<string, unknown>;
  TimeToLiveAttribute?: string;
  TableId: string;
  TableCreatedMs: number;
  Name: string;
  CreatedMs: number;
  /** How many items it has. */
  Count: number;
  /** Their size. */
  Bytes: number;
}

/** An item to put, under a condition if there is one. */
export interface TransferPut {
  Item: Record<string, unknown>;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** An export, import or bulk put whose work has not ended. */
export interface Transfer {
  Kind: "export" | "import" | "bulk-operation";
  Id: string;
  /** What the operation that describes it answers. */
  Description: Record<string, unknown>;
  /** What whoever does the work has noted. */
  Progress: string;
}

/** A change of an item. */
export interface HistoryChange {
  Keys: Record<string, Readonly<Record<string, unknown>>>;
  Old?: Record<string, Readonly<Record<string, unknown>>>;
  New?: Record<string, Readonly<Record<string, unknown>>>;
  Event: "INSERT" | "MODIFY" | "REMOVE";
  /** Epoch microseconds. */
  Micros: number;
}

/** A write of an item, as replicas tell each other of it. */
export interface ReplicaChange {
  Keys: Record<string, AttributeValue>;
  /** The item; absent if it was deleted. */
  New?: Record<string, AttributeValue>;
  /** The hybrid clock of the write, in decimal digits. */
  Clock: string;
  /** The replica that made it: the CRC-32 of its region's name. */
  Replica: number;
  /** The write that it replaced there; absent if nothing was there. */
  BaseClock?: string;
  BaseReplica?: number;
  Event?: "INSERT" | "MODIFY" | "REMOVE";
  /** It was removed by time to live. */
  Ttl?: boolean;
  /** Wall time of the record, in epoch milliseconds. */
  Ms?: number;
}

/** A replica or witness of a global table. */
export interface ReplicaMember {
  RegionName: string;
  /** The service's word for how far it is. */
  Status: string;
  /** `DISASSOCIATING` for the replica here that is to become a table of its own. */
  Note?: string;
  /** Since when, in epoch milliseconds. */
  Ms?: number;
  Witness?: boolean;
  /** Members of the service's actions on replicas. */
  Overrides?: Record<string, unknown>;
}

/** A global table, as one of its replicas describes it to others. */
export interface DescribedReplica {
  /** A UUID. */
  GroupId: string;
  Mode: "EVENTUAL" | "STRONG";
  /** All, the one that is asked too. */
  Members: ReplicaMember[];
  /** Makes the same table. */
  Definition: EveryOperation["CreateTable"]["input"];
  TimeToLiveAttribute?: string;
  /** Of two definitions that with the later clock holds. */
  DefinitionClock: string;
  Protected?: boolean;
  /** Of version 2017.11.29. */
  Legacy?: boolean;
}

/** A write that took part in a conflict; without an item it deleted it. */
export interface ConflictSide {
  Item?: Record<string, AttributeValue>;
  Clock: string;
  Replica: number;
}

/** Two writes of an item that did not know of each other. */
export interface Conflict {
  Keys: Record<string, AttributeValue>;
  Won: ConflictSide;
  Lost: ConflictSide;
  /** When it was found, in epoch milliseconds. */
  Ms: number;
}

/** Partitions by the hash of their key: from the first up to the second, of 0 to 2^32. */
export interface ReplicaHashes {
  HashFrom?: number;
  HashTo?: number;
}

/** An action that somebody wants to be allowed, with the condition keys that are known of it. */
export interface Authorization {
  /** With its service, as `cloudwatch:ListMetrics`; without for actions of DynamoDB. */
  Action: string;
  /** Without it and a table nobody is allowed anything. */
  Resource?: string;
  /** In place of a resource: the table's policy counts as well. */
  TableName?: string;
  /** Condition keys of the service, in lower case. */
  Keys?: { Name: string; Values: string[] }[];
  ResourceTags?: { Key: string; Value: string }[];
  /** Tags that the request gives. */
  Tags?: { Key: string; Value: string }[];
  /** Keys of tags that the request takes away. */
  TagKeys?: string[];
}

/** Operations of the target `Hashrange_20261130`. */
export interface InternalOperations extends MajorityOperations {
  /**
   * Writes a state of at most 64 KB; with `IfVersion`, only over this version (0 for one that is not there). `Summon` makes the
   * engine call the runner of the kind, now and at every opening (see `client/summoned.ts`), or ends that.
   */
  PutState: {
    input: StateName & { Value: string; IfVersion?: number; Summon?: boolean };
    output: { Version: number };
  };
  GetState: { input: StateName; output: { Value?: string; Version?: number } };
  /** In the order of names; `LastName` is `After` of the next page, if there may be one. */
  ListStates: {
    input: { Kind: string; After?: string; Limit?: number };
    output: { States: { Name: string; Value: string; Version: number }[]; LastName?: string };
  };
  /** Removes a state and what it calls for. */
  DeleteState: { input: StateName; output: object };
  /**
   * Makes a table readable as it was at a time in epoch milliseconds: reads with `AsOf` work when it is `READY`. It has to be
   * called again at least every ten minutes.
   */
  OpenMoment: { input: { TableName: string; AsOf: number }; output: { Status: "READY" | "PREPARING" } };
  ListTransfers: { input: object; output: { Transfers: Transfer[] } };
  /**
   * The changes of a table between two times, in epoch milliseconds. Those of one item are in their order; `Next` is `After` of
   * the next page.
   */
  ReadHistory: {
    input: { TableName: string; From: number; To: number; After?: string };
    output: { Changes: HistoryChange[]; Next?: string };
  };
  /** Points of periods that begin in a range of epoch milliseconds; `Next` is `ExclusiveStart` of the next page. */
  ReadMetrics: {
    input: { From: number; To: number; Metric?: string; TableName?: string; ExclusiveStart?: string };
    output: { Points: MetricPoint[]; Next?: string };
  };
  /** As DescribeTable, and not counted as a request of the program. */
  ReadTable: EveryOperation["DescribeTable"];
  /**
   * Evaluates the writes of a transaction over several databases that are of this one's items. If nothing is against them, they
   * are locked, with what they will be, until `DecideWrites`. Ids begin with the time, so that their order is that of time.
   */
  PrepareWrites: {
    input: {
      TransactionId: string;
      /** Who decides: what `ListPrepared` shows. */
      Coordinator: string;
      /** When the transaction began, in epoch milliseconds: what is older than ten minutes is not prepared. */
      Timestamp: number;
    } & EveryOperation["TransactWriteItems"]["input"];
    output: EveryOperation["TransactWriteItems"]["output"] & {
      Outcome: "PREPARED" | "COMMITTED" | "ABORTED";
    };
  };
  /** Applies or drops what a transaction has prepared, and answers how it stands then. Again, it changes nothing. */
  DecideWrites: {
    input: {
      TransactionId: string;
      Commit: boolean;
      /** Only if the transaction is not known here. */
      IfUnknown?: boolean;
      /** All its databases keep that it is committed: this one may forget it some time. */
      Settled?: boolean;
    };
    output: { Outcome: "PREPARED" | "COMMITTED" | "ABORTED" };
  };
  /** What is prepared and not decided, of items in a range of hashes, by transactions that began before a time. */
  ListPrepared: {
    input: ReplicaHashes & { Before?: number };
    output: { Transactions: { TransactionId: string; Coordinator: string; Timestamp: number }[] };
  };
  /**
   * A query or scan of the items whose partitions' hashes are in a range. `Spent` is how many bytes other databases have read for
   * the page, `PageBytes` how many it has now.
   */
  ReadPart: {
    input: Required<ReplicaHashes> & {
      Spent?: number;
      Query?: EveryOperation["Query"]["input"];
      Scan?: EveryOperation["Scan"]["input"];
      Statement?: EveryOperation["ExecuteStatement"]["input"];
    };
    output: EveryOperation["Query"]["output"] & { PageBytes: number };
  };
  /** Removes items that another database has now: at most `Limit` in one call, and `More` says whether others are left. */
  DropPart: {
    input: { TableName: string; Limit?: number } & Required<ReplicaHashes>;
    output: { More: boolean };
  };
  /**
   * A page of a table's items, and behind them of its tombstones, with the writes that they are from; `Next` is `After` of the
   * next page. Follow the table before (`FollowReplica`), and read its changes from `Position` of the first page afterwards.
   */
  ReadReplica: {
    input: { TableName: string; After?: string; Limit?: number } & ReplicaHashes;
    output: { Changes: ReplicaChange[]; Next?: string; Position?: string };
  };
  /**
   * The changes of a table from a place on, in their order. `Next` is the place behind them, and `More` says that records are
   * behind it (a page may have no change and be followed by more). `Trimmed`: what was there is gone, begin with `ReadReplica`.
   * `Foreign` also gives what came from other replicas. It can be watched.
   */
  ReadChanges: {
    input: {
      TableName: string;
      Reader: string;
      From?: string;
      Foreign?: boolean;
      Limit?: number;
    } & ReplicaHashes;
    output: { Changes: ReplicaChange[]; Next: string; More: boolean; Trimmed?: boolean };
  };
  /**
   * Keeps what is written to a table for a reader, until it acknowledges it by `From`, for thirty days at most. `Stop` ends that.
   * `Position` is where the reader begins.
   */
  FollowReplica: {
    input: { TableName: string; Reader: string; From?: string; Stop?: boolean };
    output: { Position?: string };
  };
  /**
   * Applies changes of other replicas: the latest write of an item stays. All or none; doing it again changes nothing. `Peer` and
   * `Position` are stored in the same commit. `Latest` is the latest wall time, in epoch milliseconds, that a clock may show.
   */
  ApplyReplicated: {
    input: {
      TableName: string;
      Changes: ReplicaChange[];
      Peer?: string;
      Position?: string;
      Latest?: number;
    };
    output: { Applied: number; Ignored: number; Conflicts: number };
  };
  /** `ResourceNotFoundException` if the table is no replica. */
  DescribeReplica: { input: { TableName: string }; output: DescribedReplica };
  /** Makes the table of a global table, or brings it up to date; a table of its own of that name is `ResourceInUseException`. */
  JoinReplica: { input: DescribedReplica; output: { Status: "CREATED" | "UPDATED" | "UNCHANGED" } };
  /**
   * Says how far a member is. `DELETED` takes it away, and with the last other one the table is a table of its own;
   * `DISASSOCIATED` makes the replica here one.
   */
  SetReplicaStatus: {
    input: { TableName: string; Region: string; Status: string; Note?: string };
    output: { Changed: boolean };
  };
  /** The newest first; `Next` is `After` of the next page. */
  ListConflicts: {
    input: { TableName: string; After?: string; Limit?: number };
    output: { Conflicts: Conflict[]; Next?: string };
  };
  /** What `ApplyReplicated` has stored of a peer. */
  GetReplicaPosition: { input: { TableName: string; Peer: string }; output: { Position?: string } };
  /** The keys that contributed most to a rule: `PKC`, `PKT`, `SKC` or `SKT`, as the service abbreviates them. */
  ReadContributors: {
    input: { TableName: string; IndexName?: string; Rule: string; From: number; To: number; Most?: number };
    output: { Contributors: Contributor[]; Sum: number; Approximate: boolean };
  };
  /** Rejects if the caller whose request it is may not do this. */
  Authorize: { input: Authorization; output: object };
  /** A page of a backup's items, or with `Describe` what begins a copy of it. */
  ReadBackup: {
    input: { BackupArn: string; After?: string; Describe?: boolean };
    output: { Items?: Record<string, unknown>[]; Next?: string } & Partial<DescribedBackup>;
  };
  /**
   * Takes a backup of another region in. With a `Definition` it begins, or says how far it is: what comes goes on behind `After`,
   * which is absent when all is there.
   */
  KeepBackup: {
    input: {
      Peer: string;
      Job: string;
      MostBytes?: number;
      Items?: Record<string, unknown>[];
      Last?: boolean;
    } & Partial<DescribedBackup>;
    output: { BackupArn: string; After?: string; Count: number; Bytes: number };
  };
  /** Counts a batch of changes that was sent to a Kinesis data stream, or was to be; the oldest happened at `OldestMs`. */
  CountDelivery: {
    input: { TableName: string; OldestMs: number; Throttled: number; Failed: number };
    output: object;
  };
  /** Counts changes that the replica of a region has confirmed, the oldest of `OldestMs`, and those still on their way to it. */
  CountReplication: {
    input: { TableName: string; Region: string; OldestMs: number; Pending: number };
    output: object;
  };
  /**
   * Says how far a transfer is, in the commit that puts its items. If some are refused nothing is done. `Ended` calls for no more
   * work.
   */
  AdvanceTransfer: {
    input: {
      Arn: string;
      /** Members of its description, as attribute values. */
      Members?: Record<string, AttributeValue>;
      Progress?: string;
      TableName?: string;
      Items?: TransferPut[];
      Ended?: boolean;
    };
    output: { Status?: string; Refused?: { Index: number; Code: string; Message: string }[] };
  };
}

type Every = EveryOperation & InternalOperations;

/** Runs any operation, on attribute values as `{ S: ".." }`. */
export type Ask = <Name extends keyof Every>(
  operation: Name,
  input: Every[Name]["input"],
) => Promise<Every[Name]["output"]>;
