/** Generated from the service's public model by scripts/generate-aws.mjs; do not edit. */

import { Command, type CommandInput, type CommandOutput } from "./command.js";

export class DescribeStreamCommand extends Command<"DescribeStream"> {
  static override readonly name: string = "DescribeStreamCommand";
  readonly operation = "DescribeStream";
}
export type DescribeStreamCommandInput = CommandInput<"DescribeStream">;
export type DescribeStreamCommandOutput = CommandOutput<"DescribeStream">;

export class GetRecordsCommand extends Command<"GetRecords"> {
  static override readonly name: string = "GetRecordsCommand";
  readonly operation = "GetRecords";
}
export type GetRecordsCommandInput = CommandInput<"GetRecords">;
export type GetRecordsCommandOutput = CommandOutput<"GetRecords">;

export class GetShardIteratorCommand extends Command<"GetShardIterator"> {
  static override readonly name: string = "GetShardIteratorCommand";
  readonly operation = "GetShardIterator";
}
export type GetShardIteratorCommandInput = CommandInput<"GetShardIterator">;
export type GetShardIteratorCommandOutput = CommandOutput<"GetShardIterator">;

export class ListStreamsCommand extends Command<"ListStreams"> {
  static override readonly name: string = "ListStreamsCommand";
  readonly operation = "ListStreams";
}
export type ListStreamsCommandInput = CommandInput<"ListStreams">;
export type ListStreamsCommandOutput = CommandOutput<"ListStreams">;
