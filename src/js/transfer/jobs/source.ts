/** What an import or a bulk put was asked for, in one form. */

import type { Transfer } from "../../types/internal_model.js";
import type { Format } from "../records.js";
import type { Compression } from "../unpack.js";
import { Failed } from "./failing.js";

export interface Source {
  readonly kind: "import" | "bulk-operation";
  readonly arn: string;
  /** How reports name the ARN. */
  readonly arnName: string;
  /** The table's ARN. */
  readonly table: string;
  /** The member that has the status. */
  readonly status: string;
  readonly cancelling: boolean;
  readonly bucket: string;
  readonly prefix: string;
  readonly format: Format;
  readonly compression: Compression;
  /** Where reports go. */
  readonly output: { readonly bucket: string; readonly prefix: string };
  readonly reportsErrors: boolean;
  readonly reportsConditions: boolean;
  /** How it ends if items were wrong. */
  readonly itemErrors: [string, Failed | undefined];
}

interface Place {
  S3Bucket: string;
  S3KeyPrefix?: string;
  InputFormat?: Format["name"];
  InputCompressionType?: Compression;
  OutputType?: string[];
}

const ITEM_ERRORS = new Failed(
  "ItemValidationError",
  "Some of the items failed validation checks and were not imported. The objects under errors/ tell which ones.",
);

export function sourceOf({ Kind, Id, Description }: Transfer): Source {
  return Kind === "import" ? ofImport(Id, Description) : ofBulk(Id, Description);
}

function ofImport(id: string, description: Record<string, unknown>): Source {
  const place = description["S3BucketSource"] as Place;
  const parameters = description["TableCreationParameters"] as {
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  };
  const { Csv = {} } = (description["InputFormatOptions"] ?? {}) as {
    Csv?: { Delimiter?: string; HeaderList?: string[] };
  };
  return {
    kind: "import",
    arn: description["ImportArn"] as string,
    arnName: "importArn",
    table: description["TableArn"] as string,
    status: "ImportStatus",
    cancelling: false,
    bucket: place.S3Bucket,
    prefix: place.S3KeyPrefix ?? "",
    format: {
      name: description["InputFormat"] as Format["name"],
      delimiter: Csv.Delimiter ?? ",",
      header: Csv.HeaderList,
      types: new Map(parameters.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType])),
      conditions: false,
    },
    compression: (description["InputCompressionType"] ?? "NONE") as Compression,
    output: { bucket: place.S3Bucket, prefix: `AWSDynamoDB/${id}/` },
    reportsErrors: true,
    reportsConditions: false,
    itemErrors: ["FAILED", ITEM_ERRORS],
  };
}

function ofBulk(id: string, description: Record<string, unknown>): Source {
  const input = description["InputS3Configuration"] as Place;
  const output = description["OutputS3Configuration"] as Partial<Place>;
  const [details] = description["TableDetails"] as { TableName: string }[];
  const before = output.S3KeyPrefix ? `${output.S3KeyPrefix.replace(/\/$/, "")}/` : "";
  return {
    kind: "bulk-operation",
    arn: description["BulkOperationArn"] as string,
    arnName: "bulkOperationArn",
    table: details?.TableName ?? "",
    status: "BulkOperationStatus",
    cancelling: description["BulkOperationStatus"] === "CANCELLING",
    bucket: input.S3Bucket,
    prefix: input.S3KeyPrefix ?? "",
    format: {
      name: input.InputFormat ?? "DYNAMODB_JSON",
      delimiter: ",",
      header: undefined,
      types: new Map(),
      conditions: true,
    },
    compression: input.InputCompressionType ?? "NONE",
    output: { bucket: output.S3Bucket ?? input.S3Bucket, prefix: `${before}AWSDynamoDB/${id}/` },
    reportsErrors: output.OutputType?.includes("ERROR") ?? false,
    reportsConditions: output.OutputType?.includes("CONDITION_CHECK_FAILURE") ?? false,
    itemErrors: ["COMPLETED_WITH_ERRORS", undefined],
  };
}
