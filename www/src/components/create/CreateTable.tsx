import { Modal } from "@mantine/core";
import { sourcePlaces, useSource } from "../../state/sources";
import { CreateTableForm } from "./CreateTableForm";

interface Props {
  opened: boolean;
  /** Begins with the sample table filled in. */
  sample?: boolean;
  onClose: () => void;
}

export function CreateTable({ opened, sample = false, onClose }: Props) {
  const { kind } = useSource();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Create a table ${sourcePlaces[kind]}`}
      size="lg"
      styles={{ title: { fontWeight: 650 } }}
    >
      <CreateTableForm sample={sample} onDone={onClose} />
    </Modal>
  );
}
