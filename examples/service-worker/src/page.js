/** Notes, kept by what the page takes for DynamoDB. */
import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { documents, serviceWorker } from "./client";

const TableName = "Notes";

async function show() {
  const { Items } = await documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "#owner = :me",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":me": "me" },
    }),
  );
  const lines = Items.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text }));
  document.querySelector("ul").replaceChildren(...lines);
}

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = new FormData(event.target).get("text");
  event.target.reset();
  await documents.send(new PutCommand({ TableName, Item: { owner: "me", at: Date.now(), text } }));
  await show();
});

async function start() {
  await serviceWorker();
  await show();
}

start();
