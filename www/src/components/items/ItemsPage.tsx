import { Button, Collapse, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { buildRequest, type Problems, type Request } from "../../requests/build";
import { type Target, tableKeys, targetsOf } from "../../requests/schema";
import { newSearch, type Search } from "../../requests/search";
import type { TableDescription } from "../../source/types";
import { usePages } from "../../state/items";
import type { Item } from "../../values/attribute";
import { FailureAlert } from "../FailureAlert";
import { DeleteItem } from "./DeleteItem";
import { ItemEditor } from "./ItemEditor";
import { RequestCode } from "./RequestCode";
import { ResultBar } from "./ResultBar";
import { ResultGrid } from "./ResultGrid";
import { ResultsEmpty } from "./ResultsEmpty";
import { SearchForm } from "./SearchForm";

/** Items of a table: the builder, the results of its last run, and the editor. */
export function ItemsPage({ table }: { table: TableDescription }) {
  const name = table.TableName;
  const keys = useMemo(() => tableKeys(table), [table]);
  const targets = useMemo(() => targetsOf(table), [table]);
  const { search, patch, reset, problems, built, target, check } = useSearch(name, targets);
  const [coded, code] = useDisclosure();
  const [editing, setEditing] = useState<Item | "new" | null>(null);
  const [deleting, setDeleting] = useState<Item | null>(null);
  const pages = usePages(name, firstRequest(name));
  const shownKeys =
    targets.find((each) => each.name === (pages.request.input.IndexName ?? null))?.keys ?? keys;

  const run = () => {
    const request = check();
    if (request !== null) pages.run(request);
  };
  const close = useCallback(() => setEditing(null), []);
  const items = pages.page?.Items ?? [];
  const shown = pages.page !== undefined && pages.error === null;
  return (
    <Stack gap="md">
      <SearchForm
        search={search}
        target={target}
        targets={targets}
        problems={problems}
        busy={pages.isFetching}
        coded={coded}
        onChange={patch}
        onRun={run}
        onReset={() => {
          reset();
          pages.run(firstRequest(name));
        }}
        onCode={code.toggle}
      />
      <Collapse expanded={coded}>
        <RequestCode request={built ?? pages.request} />
      </Collapse>
      {pages.error && <FailureAlert error={pages.error} what="The items could not be read" />}
      <Group justify="space-between" gap="sm">
        <ResultBar pages={pages} />
        <Button leftSection={<IconPlus size={18} />} variant="light" onClick={() => setEditing("new")}>
          New item
        </Button>
      </Group>
      {shown && items.length > 0 && (
        <ResultGrid
          items={items}
          table={keys}
          index={shownKeys}
          busy={pages.isFetching}
          onOpen={setEditing}
          onDelete={setDeleting}
        />
      )}
      {shown && items.length === 0 && (
        <ResultsEmpty table={name} more={pages.next !== null} filtered={!isPlainScan(pages.request)} />
      )}
      <ItemEditor table={name} keys={keys} subject={editing} onClose={close} onDelete={setDeleting} />
      <DeleteItem
        table={name}
        keys={keys}
        item={deleting}
        onClose={() => setDeleting(null)}
        onDeleted={() => setEditing(null)}
      />
    </Stack>
  );
}

function useSearch(table: string, targets: Target[]) {
  const [search, setSearch] = useState<Search>(newSearch);
  const [problems, setProblems] = useState<Problems>({});
  const target = targets.find(({ name }) => name === search.index) ?? targets[0];
  const patch = (changes: Partial<Search>) => {
    setSearch((old) => ({ ...old, ...changes }));
    setProblems({});
  };
  const outcome = target === undefined ? { problems: {} } : buildRequest(table, target, search);
  const check = (): Request | null => {
    setProblems(outcome.problems ?? {});
    return outcome.request ?? null;
  };
  const reset = () => {
    setSearch(newSearch());
    setProblems({});
  };
  return { search, patch, reset, problems, built: outcome.request ?? null, target, check };
}

/** What is shown before anything was asked: the beginning of the table. */
function firstRequest(table: string): Request {
  return {
    kind: "scan",
    input: { TableName: table, Limit: newSearch().limit ?? 50, ReturnConsumedCapacity: "TOTAL" },
  };
}

function isPlainScan({ kind, input }: Request): boolean {
  return kind === "scan" && input.FilterExpression === undefined && input.IndexName === undefined;
}
