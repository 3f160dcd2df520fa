import { Alert, Button, Checkbox, Divider, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import { useState } from "react";
import { checkTable, moviesTable, newTable, type TableFields, tableRequest } from "../../requests/table";
import { navigate } from "../../state/route";
import { sampleMovies } from "../../state/samples";
import { useSource } from "../../state/sources";
import { useCreateTable, useRefresh, useTableNames } from "../../state/tables";
import { FailureAlert } from "../FailureAlert";
import { notifyDone, notifyFailure } from "../notify";
import { Billing } from "./Billing";
import { TableFormProvider, useNewTable } from "./form";
import { IndexList } from "./IndexList";
import { KeyFields } from "./KeyFields";

export function CreateTableForm({ sample, onDone }: { sample: boolean; onDone: () => void }) {
  const names = useTableNames();
  const [withItems, setWithItems] = useState<boolean | null>(sample ? true : null);
  const form = useNewTable({
    initialValues: sample ? moviesTable() : newTable(),
    validate: (values) => checkTable(values, names.data ?? []),
    validateInputOnBlur: false,
  });
  const { submit, error, isPending } = useSubmit(onDone);

  const fillSample = () => {
    form.setValues(moviesTable());
    form.clearErrors();
    setWithItems(true);
  };
  return (
    <TableFormProvider form={form}>
      <form onSubmit={form.onSubmit((values) => submit(values, withItems === true))} noValidate>
        <Stack gap="md">
          {withItems === null && (
            <Alert variant="light" icon={<IconBulb />} p="sm">
              <Group justify="space-between" gap="xs">
                <Text size="sm">Just looking around?</Text>
                <Button size="xs" variant="default" onClick={fillSample}>
                  Use sample: Movies
                </Button>
              </Group>
            </Alert>
          )}
          <TextInput
            data-autofocus
            label="Table name"
            placeholder="Movies"
            withAsterisk
            autoComplete="off"
            {...form.getInputProps("name")}
          />
          <KeyFields path="partition" label="Partition key" placeholder="year" required />
          <KeyFields path="sort" label="Sort key" placeholder="title" />
          <Divider />
          <IndexList
            list="globals"
            title="Global secondary indexes"
            description="Query by any other attributes, over all partitions."
          />
          <IndexList
            list="locals"
            title="Local secondary indexes"
            description="Another order within a partition; only now, never later."
          />
          <Divider />
          <Billing />
          {withItems !== null && (
            <Checkbox
              label="Add a dozen films"
              checked={withItems}
              onChange={(event) => setWithItems(event.currentTarget.checked)}
            />
          )}
          {error && <FailureAlert error={error} what="The table was not created" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onDone}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Create table
            </Button>
          </Group>
        </Stack>
      </form>
    </TableFormProvider>
  );
}

function useSubmit(onDone: () => void) {
  const { kind, operations } = useSource();
  const create = useCreateTable();
  const refresh = useRefresh();

  const addSample = async (table: string) => {
    try {
      const requests = sampleMovies().map((Item) => ({ PutRequest: { Item } }));
      await operations.batchWriteItem({ RequestItems: { [table]: requests } });
      await refresh();
    } catch (error) {
      notifyFailure(error);
    }
  };
  const submit = (values: TableFields, withItems: boolean) =>
    create.mutate(tableRequest(values), {
      onSuccess: async () => {
        if (withItems) await addSample(values.name);
        notifyDone(`Table ${values.name} created`);
        navigate({ source: kind, table: values.name, tab: "items" });
        onDone();
      },
    });
  return { submit, error: create.error, isPending: create.isPending };
}
