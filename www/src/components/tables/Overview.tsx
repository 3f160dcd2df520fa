import {
  ActionIcon,
  Badge,
  Card,
  Code,
  CopyButton,
  Group,
  SimpleGrid,
  Stack,
  Table,
  Text,
  Title,
} from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type KeyAttribute, type Keys, projectionText, tableKeys, targetsOf } from "../../requests/schema";
import type { TableDescription } from "../../source/types";
import { typeNames } from "../../values/attribute";
import { bytesText, countText } from "../bytes";

/** A table's description: what DescribeTable says, for reading. */
export function Overview({ table }: { table: TableDescription }) {
  const keys = tableKeys(table);
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, lg: 4 }}>
        <Fact label="Items" value={(table.ItemCount ?? 0).toLocaleString("en")} />
        <Fact label="Size" value={bytesText(table.TableSizeBytes ?? 0)} />
        <Fact label="Status" value={table.TableStatus ?? "unknown"} />
        <Fact label="Billing" value={billingText(table)} />
      </SimpleGrid>
      <Card withBorder>
        <Stack gap="sm">
          <Title order={2} size="h4">
            Keys
          </Title>
          <KeyText label="Partition key" attribute={keys.partition} />
          {keys.sort ? (
            <KeyText label="Sort key" attribute={keys.sort} />
          ) : (
            <Text size="sm" c="dimmed">
              No sort key
            </Text>
          )}
        </Stack>
      </Card>
      <Indexes table={table} />
      <Card withBorder>
        <Stack gap="sm">
          <Title order={2} size="h4">
            Details
          </Title>
          <Detail label="ARN" value={table.TableArn} />
          <Detail label="Table id" value={table.TableId} />
          <Detail label="Created" value={dateText(table.CreationDateTime)} plain />
        </Stack>
      </Card>
    </Stack>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz="xl" fw={650}>
        {value}
      </Text>
    </Card>
  );
}

function KeyText({ label, attribute }: { label: string; attribute: KeyAttribute }) {
  return (
    <Group gap="xs">
      <Text size="sm" w={110} c="dimmed">
        {label}
      </Text>
      <Code fz="sm">{attribute.name}</Code>
      <Badge variant="light">{typeNames[attribute.type]}</Badge>
    </Group>
  );
}

function Detail({ label, value, plain }: { label: string; value: string | undefined; plain?: boolean }) {
  if (value === undefined) return null;
  return (
    <Group gap="xs" wrap="nowrap" align="baseline">
      <Text size="sm" w={110} c="dimmed" flex="none">
        {label}
      </Text>
      {plain ? <Text size="sm">{value}</Text> : <Copyable value={value} label={label} />}
    </Group>
  );
}

function Copyable({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Group gap={4} wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
          <ActionIcon variant="subtle" color="gray" aria-label={`Copy ${label}`} onClick={copy}>
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Group>
      )}
    </CopyButton>
  );
}

function Indexes({ table }: { table: TableDescription }) {
  const descriptions = [...(table.LocalSecondaryIndexes ?? []), ...(table.GlobalSecondaryIndexes ?? [])];
  const kinds = targetsOf(table).slice(1);
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {countText(descriptions.length, "index").replace("indexs", "indexes")}
      </Title>
      {descriptions.length === 0 ? (
        <Text size="sm" c="dimmed">
          Indexes let you query by other attributes. They are chosen when a table is created.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table aria-label="Indexes" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                {["Name", "Kind", "Keys", "Projection", "Status", "Items", "Size"].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {descriptions.map((index, at) => (
                <Table.Tr key={index.IndexName}>
                  <Table.Td fw={600}>{index.IndexName}</Table.Td>
                  <Table.Td>{kinds[at]?.kind === "local" ? "Local" : "Global"}</Table.Td>
                  <Table.Td>{kinds[at] && keysText(kinds[at].keys)}</Table.Td>
                  <Table.Td>{projectionText(index)}</Table.Td>
                  <Table.Td>{index.IndexStatus ?? "ACTIVE"}</Table.Td>
                  <Table.Td>{(index.ItemCount ?? 0).toLocaleString("en")}</Table.Td>
                  <Table.Td>{bytesText(index.IndexSizeBytes ?? 0)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}

function keysText({ partition, sort }: Keys): ReactNode {
  return (
    <Group gap={6}>
      <Code>{partition.name}</Code>
      {sort && <Code>{sort.name}</Code>}
    </Group>
  );
}

function billingText(table: TableDescription): string {
  if (table.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST") return "On demand";
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = table.ProvisionedThroughput ?? {};
  return ReadCapacityUnits === 0 ? "On demand" : `${ReadCapacityUnits} read, ${WriteCapacityUnits} write`;
}

function dateText(date: Date | number | undefined): string | undefined {
  if (date === undefined) return undefined;
  return (typeof date === "number" ? new Date(date * 1000) : date).toLocaleString();
}
