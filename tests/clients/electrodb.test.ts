/** ElectroDB doing its everyday work: entities, collections, pages, conditions, transactions, batches. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type DocumentClient, Entity, Service } from "electrodb";
import { type Connection, connect, singleTable } from "./sdk.js";

const TABLE = "Electro";

function entities(client: DocumentClient) {
  const employees = new Entity(
    {
      model: { entity: "employee", version: "1", service: "office" },
      attributes: {
        id: { type: "string", required: true },
        office: { type: "string", required: true },
        name: { type: "string", required: true },
        salary: { type: "number", default: 0 },
        skills: { type: "set", items: "string" },
        address: { type: "map", properties: { city: { type: "string" }, zip: { type: "string" } } },
        notes: { type: "list", items: { type: "string" } },
        createdAt: { type: "number", readOnly: true, default: () => 1 },
      },
      indexes: {
        primary: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
        staff: {
          collection: "workplace",
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["office"] },
          sk: { field: "gsi1sk", composite: ["name", "id"] },
        },
      },
    },
    { client, table: TABLE },
  );
  const rooms = new Entity(
    {
      model: { entity: "room", version: "1", service: "office" },
      attributes: {
        id: { type: "string", required: true },
        office: { type: "string", required: true },
        seats: { type: "number" },
      },
      indexes: {
        primary: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } },
        inOffice: {
          collection: "workplace",
          index: "gsi1",
          pk: { field: "gsi1pk", composite: ["office"] },
          sk: { field: "gsi1sk", composite: ["id"] },
        },
      },
    },
    { client, table: TABLE },
  );
  return { employees, rooms, office: new Service({ employees, rooms }) };
}

describe("ElectroDB", () => {
  let connection: Connection;
  let employees: ReturnType<typeof entities>["employees"];
  let rooms: ReturnType<typeof entities>["rooms"];
  let office: ReturnType<typeof entities>["office"];

  before(async () => {
    connection = await connect(singleTable(TABLE));
    ({ employees, rooms, office } = entities(connection.client));
  });
  after(() => connection.close());

  const ada = {
    id: "ada",
    office: "london",
    name: "Ada",
    skills: ["math", "poetry"],
    address: { city: "London" },
    notes: ["first"],
  };

  test("creates once, gets, and refuses a second creation", async () => {
    await employees.create(ada).go();
    const { data } = await employees.get({ id: "ada" }).go();
    assert.deepEqual(data, { ...ada, salary: 0, createdAt: 1 });
    await assert.rejects(employees.create(ada).go(), /conditional request failed/i);
    assert.equal((await employees.get({ id: "nobody" }).go()).data, null);
  });

  test("updates, patches and upserts", async () => {
    await employees
      .upsert({ id: "bob", office: "london", name: "Bob", notes: ["first"], address: { city: "London" } })
      .go();
    const { data } = await employees
      .patch({ id: "bob" })
      .add({ salary: 15, skills: ["tea"] })
      .append({ notes: ["second"] })
      .go({ response: "all_new" });
    assert.equal(data.salary, 15);
    assert.deepEqual(data.skills, ["tea"]);
    assert.deepEqual(data.notes, ["first", "second"]);
    await employees
      .update({ id: "bob" })
      .data((attributes, operations) => {
        operations.set(attributes.address.city, "Paris");
        operations.subtract(attributes.salary, 5);
        operations.remove(attributes.notes[0]);
      })
      .go();
    const changed = (await employees.get({ id: "bob" }).go()).data;
    assert.equal(changed?.salary, 10);
    assert.deepEqual(changed?.notes, ["second"]);
    assert.equal((await employees.get({ id: "bob" }).go()).data?.address?.city, "Paris");
    await assert.rejects(
      employees.patch({ id: "nobody" }).set({ salary: 1 }).go(),
      /conditional request failed/i,
    );
    await assert.rejects(
      employees
        .update({ id: "bob" })
        .set({ salary: 1 })
        .where(({ salary }, { gt }) => gt(salary, 100))
        .go(),
      /conditional request failed/i,
    );
  });

  test("finds a collection of two entities, and what a filter leaves", async () => {
    await rooms
      .put([
        { id: "r1", office: "london", seats: 4 },
        { id: "r2", office: "london", seats: 8 },
      ])
      .go();
    const { data } = await office.collections.workplace({ office: "london" }).go();
    assert.deepEqual(data.employees.map(({ id }) => id).sort(), ["ada", "bob"]);
    assert.deepEqual(
      data.rooms.map(({ id }) => id),
      ["r1", "r2"],
    );
    const large = await rooms.query
      .inOffice({ office: "london" })
      .where(({ seats }, { gte }) => gte(seats, 5))
      .go();
    assert.deepEqual(
      large.data.map(({ id }) => id),
      ["r2"],
    );
    const first = await employees.query.staff({ office: "london" }).begins({ name: "A" }).go();
    assert.deepEqual(
      first.data.map(({ id }) => id),
      ["ada"],
    );
  });

  test("writes batches of more than 25 and walks them in pages", async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      id: `b${i}`,
      office: "paris",
      name: `N${String(i).padStart(2, "0")}`,
    }));
    const { unprocessed } = await employees.put(many).go({ concurrent: 2 });
    assert.deepEqual(unprocessed, []);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: { name: string }[]; cursor: string | null } = await employees.query
        .staff({ office: "paris" })
        .go({ cursor, limit: 25 });
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.cursor;
    } while (cursor !== null);
    assert.deepEqual(
      seen,
      many.map(({ name }) => name),
    );
    const got = await employees.get(many.map(({ id }) => ({ id }))).go();
    assert.equal(got.data.length, 60);
    await employees.delete(many.map(({ id }) => ({ id }))).go();
    assert.equal((await employees.query.staff({ office: "paris" }).go({ pages: "all" })).data.length, 0);
  });

  test("writes and reads in transactions", async () => {
    const written = await office.transaction
      .write((all) => [
        all.employees.create({ id: "t1", office: "oslo", name: "T" }).commit(),
        all.rooms.upsert({ id: "t2", office: "oslo", seats: 1 }).commit(),
        all.employees
          .check({ id: "ada" })
          .where(({ name }, { eq }) => eq(name, "Ada"))
          .commit(),
      ])
      .go();
    assert.equal(written.canceled, false);
    const canceled = await office.transaction
      .write((all) => [
        all.employees.create({ id: "t1", office: "oslo", name: "T" }).commit({ response: "all_old" }),
        all.rooms.delete({ id: "t2" }).commit(),
      ])
      .go();
    assert.equal(canceled.canceled, true);
    assert.deepEqual(
      canceled.data.map(({ code }) => code),
      ["ConditionalCheckFailed", "None"],
    );
    const read = await office.transaction
      .get((all) => [all.employees.get({ id: "t1" }).commit(), all.rooms.get({ id: "t2" }).commit()])
      .go();
    assert.deepEqual(
      read.data.map(({ item }) => item?.office),
      ["oslo", "oslo"],
    );
  });

  test("scans its own entity only", async () => {
    const { data } = await rooms.scan.go({ pages: "all" });
    assert.deepEqual(data.map(({ id }) => id).sort(), ["r1", "r2", "t2"]);
  });
});
