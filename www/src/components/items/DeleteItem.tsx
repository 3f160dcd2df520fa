import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { type Keys, keyNames } from "../../requests/schema";
import { useDeleteItem } from "../../state/items";
import { type Item, pick } from "../../values/attribute";
import { keyText } from "../../values/text";
import { FailureAlert } from "../FailureAlert";
import { notifyDone } from "../notify";

interface Props {
  table: string;
  keys: Keys;
  item: Item | null;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteItem({ table, keys, item, onClose, onDeleted }: Props) {
  const remove = useDeleteItem(table, keys);
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = () => {
    if (item === null) return;
    remove.mutate(item, {
      onSuccess: () => {
        notifyDone("Item deleted");
        close();
        onDeleted();
      },
    });
  };
  return (
    <Modal opened={item !== null} onClose={close} title="Delete this item?" centered zIndex={300}>
      <Stack>
        <Text size="sm">
          From {table}, the item with{" "}
          <Code style={{ overflowWrap: "anywhere" }}>{item && keyText(pick(item, keyNames(keys)))}</Code>
        </Text>
        {remove.error && <FailureAlert error={remove.error} what="The item was not deleted" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button color="red.8" data-autofocus onClick={confirm} loading={remove.isPending}>
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
