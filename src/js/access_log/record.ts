/** Records of requests, in CloudTrail's form. */

/** A request as CloudTrail has it; members in its own order. */
export interface AccessRecord {
  eventVersion: string;
  userIdentity: { type: string; principalId: string; arn: string; accountId: string; accessKeyId?: string };
  /** Such as `2026-11-30T12:00:00Z`. */
  eventTime: string;
  eventSource: "dynamodb.amazonaws.com";
  /** The operation. */
  eventName: string;
  awsRegion: string;
  sourceIPAddress: string;
  userAgent: string;
  /** The service's name of the exception that it was refused with. */
  errorCode?: string;
  /** Only of failures whose messages hold nothing that the request has sent. */
  errorMessage?: string;
  /** Names of tables, attributes and expressions; values are masked. */
  requestParameters: Record<string, unknown> | null;
  responseElements: null;
  requestID: string;
  eventID: string;
  readOnly: boolean;
  resources: { accountId: string; type: string; ARN: string }[];
  eventType: "AwsApiCall";
  apiVersion: "2012-08-10";
  managementEvent: boolean;
  recipientAccountId: string;
  eventCategory: "Data" | "Management";
}

/** What a request came to. */
export interface Outcome {
  errorCode?: string;
  errorMessage?: string;
  /** Its number, as its answer has it. */
  requestId?: string | undefined;
}

/** What is known of a request besides its input. */
export interface Asked {
  operation: string;
  input: Record<string, unknown>;
  accessKeyId?: string | undefined;
  userAgent?: string | undefined;
  /** Where it came from; what is asked in this program has no address. */
  address?: string | undefined;
  /** Who asks, if it is not the owner. */
  caller?: { arn?: string | undefined } | undefined;
}

export interface Place {
  region: string;
  account: string;
}

const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
const DATA =
  /^(?:(?:Get|Put|Update|Delete)Item|Query|Scan|SearchVectors|Batch(?:GetItem|WriteItem|ExecuteStatement)|Transact(?:GetItems|WriteItems)|Execute(?:Statement|Transaction)|GetRecords|GetShardIterator|DescribeStream|ListStreams)$/;
const READS = /^(?:Get|BatchGet|TransactGet|Query|Scan|Search|Describe|List)/;

/** Members whose own members are attribute values. */
const ATTRIBUTES = new Set([
  "Item",
  "Key",
  "ExclusiveStartKey",
  "ExpressionAttributeValues",
  "AttributeUpdates",
  "Expected",
  "KeyConditions",
  "QueryFilter",
  "ScanFilter",
]);
const DEEPEST = 8;

/** Failures whose messages name resources, callers and limits. Others may repeat what the caller has sent. */
const TELLABLE = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "ConditionalCheckFailedException",
  "LimitExceededException",
  "MissingAuthenticationTokenException",
  "PointInTimeRecoveryUnavailableException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ResourceInUseException",
  "ResourceNotFoundException",
  "ThrottlingException",
  "TransactionConflictException",
  "TransactionInProgressException",
  "UnrecognizedClientException",
]);

/** The record of a request. */
export function recordOf(
  asked: Asked,
  outcome: Outcome,
  now: number,
  { region, account }: Place,
): AccessRecord {
  const { operation, input, userAgent = "hashrange" } = asked;
  const isData = DATA.test(operation);
  return {
    eventVersion: "1.11",
    userIdentity: identityOf(asked, account),
    eventTime: new Date(now).toISOString().replace(/\.\d+/, ""),
    eventSource: "dynamodb.amazonaws.com",
    eventName: operation,
    awsRegion: region,
    sourceIPAddress: asked.address ?? "AWS Internal",
    userAgent,
    ...told(outcome),
    requestParameters: masked(input, 0) as Record<string, unknown>,
    responseElements: null,
    requestID: outcome.requestId ?? crypto.randomUUID(),
    eventID: crypto.randomUUID(),
    readOnly: READS.test(operation),
    resources: tablesIn(input).map((table) => ({
      accountId: account,
      type: "AWS::DynamoDB::Table",
      ARN: table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${account}:table/${table}`,
    })),
    eventType: "AwsApiCall",
    apiVersion: "2012-08-10",
    managementEvent: !isData,
    recipientAccountId: account,
    eventCategory: isData ? "Data" : "Management",
  };
}

/** Messages that may hold values of the request are left out; the code says what it was. */
function told({ errorCode, errorMessage }: Outcome): Outcome {
  if (errorCode === undefined) return {};
  const isTold = errorMessage !== undefined && TELLABLE.has(errorCode);
  return isTold ? { errorCode, errorMessage } : { errorCode };
}

/** The owner is the account's root user, whatever key it signs with. */
function identityOf({ accessKeyId, caller }: Asked, account: string): AccessRecord["userIdentity"] {
  const key = accessKeyId === undefined ? {} : { accessKeyId };
  if (caller === undefined) {
    const arn = `arn:aws:iam::${account}:root`;
    return { type: "Root", principalId: account, arn, accountId: account, ...key };
  }
  const { arn = "" } = caller;
  const type = arn.includes(":assumed-role/")
    ? "AssumedRole"
    : arn.includes(":user/")
      ? "IAMUser"
      : "Unknown";
  const principalId = arn.split("/").at(-1) ?? "";
  return { type, principalId, arn, accountId: arn.split(":")[4] ?? "", ...key };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Top members as CloudTrail writes them; values of attributes are not told. */
function masked(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return HIDDEN;
  if (Array.isArray(value)) return value.map((one) => masked(one, depth + 1));
  if (!isMap(value)) return typeof value === "bigint" || ArrayBuffer.isView(value) ? HIDDEN : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const shown = depth === 0 ? name.charAt(0).toLowerCase() + name.slice(1) : name;
      return [shown, maskedMember(name, inner, depth)];
    }),
  );
}

function maskedMember(name: string, value: unknown, depth: number): unknown {
  if (name === "Keys") return Array.isArray(value) ? value.map(hidden) : HIDDEN;
  if (name === "Parameters" || name === "NextToken") return HIDDEN;
  if (name === "Statement" && typeof value === "string") return withoutLiterals(value);
  if (ATTRIBUTES.has(name)) return hidden(value);
  return masked(value, depth + 1);
}

function hidden(value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, HIDDEN])) : HIDDEN;
}

/** Texts and numbers of a statement of PartiQL are values; names in double quotes are none. */
function withoutLiterals(statement: string): string {
  // Where quotes do not pair, anything may be a value.
  if ((statement.match(/'/g) ?? []).length % 2 === 1) return HIDDEN;
  return statement.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\b\d[\w.+-]*/g, (found) =>
    found.startsWith('"') ? found : `'${HIDDEN}'`,
  );
}

/** The tables that a request names, wherever it does. */
function tablesIn(input: Record<string, unknown>): string[] {
  const found = new Set<string>();
  const look = (value: unknown, depth: number): void => {
    if (depth > 4) return;
    if (Array.isArray(value)) for (const one of value) look(one, depth + 1);
    if (!isMap(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === "TableName" && typeof inner === "string") found.add(inner);
      else if (name === "RequestItems" && isMap(inner))
        for (const table of Object.keys(inner)) found.add(table);
      else if (name === "Statement" && typeof inner === "string") {
        const [, quoted, plain] = /\b(?:FROM|INTO|UPDATE)\s+(?:"([^"]+)"|([\w.-]+))/i.exec(inner) ?? [];
        const table = quoted ?? plain;
        if (table !== undefined) found.add(table);
      } else if (
        /^(?:TransactItems|TransactStatements|Statements|Put|Update|Delete|Get|ConditionCheck)$/.test(name)
      )
        look(inner, depth + 1);
    }
  };
  look(input, 0);
  return [...found];
}
