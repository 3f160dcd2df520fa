// Keeps how many movies each director has: the trigger of test_day.py.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";

const doc = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const options = { batchSize: 200 };

/** Each movie counts once however often its record comes: the counts are sets of titles. */
export async function handler({ Records }) {
  for (const { dynamodb } of Records) {
    const [before, after] = [dynamodb.OldImage?.director?.S, dynamodb.NewImage?.director?.S];
    if (before === after) continue;
    const movie = new Set([`${dynamodb.Keys.year.N} ${dynamodb.Keys.title.S}`]);
    for (const [director, verb] of [
      [before, "DELETE"],
      [after, "ADD"],
    ]) {
      if (director === undefined) continue;
      await doc.send(
        new UpdateCommand({
          TableName: "Directors",
          Key: { director },
          UpdateExpression: `${verb} movies :m`,
          ExpressionAttributeValues: { ":m": movie },
        }),
      );
    }
  }
}
