/** `PutRecords` of Kinesis, signed, with what was refused sent again. */

import { toBase64 } from "../codec/base64.js";
import { signed } from "../http/sign.js";
import type { KinesisRecord } from "./record.js";

/** An endpoint of Kinesis, or of something that speaks its protocol. */
export interface KinesisEndpoint {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined };
}

/** Most records of a request, and most bytes, with room for what is around the data. */
const MOST = 500;
const MOST_BYTES = 4_500_000;
const TRIES = 5;
const FIRST_REST = 100;

interface Answer {
  Records?: { ErrorCode?: string; ErrorMessage?: string }[];
}

export class PutRecords {
  readonly #given: KinesisEndpoint;

  constructor(given: KinesisEndpoint) {
    this.#given = given;
  }

  /**
   * Puts records in the order of each partition key: the endpoint may refuse single records of a request, so that no request
   * has two of one key, and what was refused is put before what follows.
   *
   * @throws Error when records are still refused after some tries.
   */
  async put(streamArn: string, records: readonly KinesisRecord[]): Promise<void> {
    for (const request of requests(records)) {
      let left = request;
      for (let tries = 1; left.length > 0; tries += 1) {
        const { Records = [] } = await this.#send(streamArn, left);
        const refused = Records.find(({ ErrorCode }) => ErrorCode);
        left = left.filter((_, place) => Records[place]?.ErrorCode);
        if (refused === undefined) break;
        if (tries === TRIES)
          throw new Error(
            `Kinesis refuses ${left.length} records: ${refused.ErrorCode} ${refused.ErrorMessage ?? ""}`,
          );
        await new Promise((resolve) => setTimeout(resolve, FIRST_REST * 2 ** tries));
      }
    }
  }

  async #send(StreamARN: string, records: readonly KinesisRecord[]): Promise<Answer> {
    const { endpoint, region, credentials } = this.#given;
    const url = new URL(endpoint);
    const Records = records.map(({ PartitionKey, Data }) => ({ PartitionKey, Data: toBase64(Data) }));
    const StreamName = StreamARN.slice(StreamARN.lastIndexOf("/") + 1);
    const body = new TextEncoder().encode(JSON.stringify({ StreamName, StreamARN, Records }));
    const headers = {
      host: url.host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Kinesis_20131202.PutRecords",
    };
    const { accessKeyId: keyId, secretAccessKey: secret, sessionToken } = credentials;
    const signer = { keyId, secret, sessionToken, region, service: "kinesis" };
    const { host: _, ...sent } = await signed({ method: "POST", path: url.pathname, headers, body }, signer);
    const response = await fetch(url, { method: "POST", headers: sent, body });
    const answer = (await response.json().catch(() => ({}))) as Answer & {
      __type?: string;
      message?: string;
    };
    if (response.ok) return answer;
    throw new Error(
      `Kinesis answers ${response.status} ${answer.__type ?? ""} ${answer.message ?? ""}`.trim(),
    );
  }
}

/** Cuts records into requests without two of one partition key. */
function requests(records: readonly KinesisRecord[]): KinesisRecord[][] {
  const cut: KinesisRecord[][] = [];
  let [keys, bytes] = [new Set<string>(), 0];
  for (const record of records) {
    const size = record.Data.length + record.PartitionKey.length;
    if (
      cut.length === 0 ||
      keys.has(record.PartitionKey) ||
      keys.size === MOST ||
      bytes + size > MOST_BYTES
    ) {
      cut.push([]);
      [keys, bytes] = [new Set(), 0];
    }
    cut.at(-1)?.push(record);
    keys.add(record.PartitionKey);
    bytes += size;
  }
  return cut;
}
