import { Alert, Button, Center, Drawer, Group, Loader, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconTrash } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { type Keys, keyNames } from "../../requests/schema";
import { isNamed } from "../../source/failure";
import { sameKey, templateItem, useDraft } from "../../state/draft";
import { useFullItem, usePutItem } from "../../state/items";
import { type Item, pick } from "../../values/attribute";
import { needsReference } from "../../values/plain";
import { keyText, type Notation, notationNames } from "../../values/text";
import { FailureAlert } from "../FailureAlert";
import { notifyDone } from "../notify";

const JsonEditor = lazy(() => import("../editor/JsonEditor"));

interface Props {
  table: string;
  keys: Keys;
  /** The row to edit, "new", or null while closed. */
  subject: Item | "new" | null;
  onClose: () => void;
  onDelete: (item: Item) => void;
}

/** The drawer in which an item is written, new or existing. */
export function ItemEditor({ table, keys, subject, onClose, onDelete }: Props) {
  const row = subject === "new" ? null : subject;
  const full = useFullItem(table, keys, row);
  const [dirty, setDirty] = useState(false);
  const title = row === null ? "New item" : `Item ${keyText(pick(row, keyNames(keys)))}`;
  return (
    <Drawer
      opened={subject !== null}
      onClose={onClose}
      position="right"
      size="xl"
      // What has been typed is lost only on purpose.
      closeOnEscape={!dirty}
      closeOnClickOutside={!dirty}
      title={title}
      styles={{ title: { fontWeight: 650, overflowWrap: "anywhere" } }}
    >
      {subject === "new" && (
        <Form table={table} keys={keys} original={null} onClose={onClose} onDirty={setDirty} />
      )}
      {row !== null && full.isPending && <Waiting />}
      {row !== null && full.error && <FailureAlert error={full.error} what="The item could not be read" />}
      {row !== null && full.data === null && (
        <Alert icon={<IconInfoCircle />}>This item has been deleted in the meantime.</Alert>
      )}
      {row !== null && full.data && (
        <Form
          table={table}
          keys={keys}
          original={full.data}
          onClose={onClose}
          onDirty={setDirty}
          onDelete={onDelete}
        />
      )}
    </Drawer>
  );
}

interface FormProps {
  table: string;
  keys: Keys;
  original: Item | null;
  onClose: () => void;
  /** Hears whether there is something to lose. */
  onDirty: (dirty: boolean) => void;
  onDelete?: (item: Item) => void;
}

function Form({ table, keys, original, onClose, onDirty, onDelete }: FormProps) {
  const [reference] = useState<Item>(() => original ?? templateItem(keys));
  const draft = useDraft(reference);
  const { dirty } = draft;
  useEffect(() => {
    onDirty(dirty);
    return () => onDirty(false);
  }, [dirty, onDirty]);
  const put = usePutItem(table, keys);
  const moved = original !== null && draft.item !== null && !sameKey(original, draft.item, keys);
  const create = original === null || moved;

  const { read } = draft;
  const { mutate } = put;
  const save = useCallback(
    (overwrite: boolean) => {
      const item = read();
      if (item === null) return;
      const fresh = original === null || !sameKey(original, item, keys);
      mutate(
        { item, create: fresh && !overwrite },
        {
          onSuccess: () => {
            notifyDone("Item saved");
            onClose();
          },
        },
      );
    },
    [read, mutate, original, keys, onClose],
  );
  const saveNow = useCallback(() => save(false), [save]);

  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="Notation"
        value={draft.notation}
        onChange={(value) => draft.convert(value as Notation)}
        data={(["plain", "typed"] as const).map((value) => ({ value, label: notationNames[value] }))}
      />
      <Suspense fallback={<Waiting />}>
        <JsonEditor label="Item" value={draft.text} onChange={draft.setText} onSave={saveNow} />
      </Suspense>
      {draft.problem !== null && (
        <Text c="var(--mantine-color-error)" size="sm" role="alert">
          {draft.problem}
        </Text>
      )}
      {draft.notation === "plain" && needsReference({ M: draft.reference }) && (
        <Text size="xs" c="dimmed">
          Sets show as arrays and binary as base64 here. Those that were there keep their type; for new ones
          use DynamoDB JSON.
        </Text>
      )}
      {moved && (
        <Alert color="yellow" icon={<IconInfoCircle />} p="sm">
          The key has changed: saving writes another item, and the one you opened stays.
        </Alert>
      )}
      {put.error && <SaveFailure error={put.error} onOverwrite={() => save(true)} />}
      <Group justify="space-between">
        {original !== null && onDelete ? (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={18} />}
            onClick={() => onDelete(original)}
          >
            Delete item
          </Button>
        ) : (
          <span />
        )}
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={saveNow} loading={put.isPending}>
            {create ? "Create item" : "Save changes"}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function SaveFailure({ error, onOverwrite }: { error: Error; onOverwrite: () => void }) {
  if (!isNamed(error, "ConditionalCheckFailedException")) {
    return <FailureAlert error={error} what="The item was not saved" />;
  }
  return (
    <Alert color="yellow" icon={<IconInfoCircle />} title="An item with this key exists already" role="alert">
      <Button size="xs" variant="default" onClick={onOverwrite}>
        Replace it
      </Button>
    </Alert>
  );
}

function Waiting() {
  return (
    <Center mih={240}>
      <Loader aria-label="Loading the item" />
    </Center>
  );
}
