import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { failureOf } from "../source/failure";

interface Props {
  error: unknown;
  /** What did not work, in a few words. */
  what?: string;
  retry?: () => void;
}

/** An error of the service or the database: its exception name and its message. */
export function FailureAlert({ error, what, retry }: Props) {
  const { name, message } = failureOf(error);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title={what ?? "That did not work"}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm" fw={600} ff="monospace">
          {name}
        </Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {message}
        </Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
