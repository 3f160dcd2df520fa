import { Button, Card, EmptyState, Group } from "@mantine/core";
import { IconFilterOff, IconInbox } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { navigate } from "../../state/route";
import { useSource } from "../../state/sources";

interface Props {
  table: string;
  /** True if later pages may hold matches. */
  more: boolean;
  filtered: boolean;
}

export function ResultsEmpty({ table, more, filtered }: Props) {
  const { kind } = useSource();
  if (more) {
    return (
      <Frame
        icon={<IconFilterOff />}
        title="No match on this page"
        description="What this page read did not pass the filters, but there is more: go to the next page."
      />
    );
  }
  if (filtered) {
    return (
      <Frame
        icon={<IconFilterOff />}
        title="No item matches"
        description="Try other keys or fewer filters."
      />
    );
  }
  return (
    <Frame
      icon={<IconInbox />}
      title="No items here"
      description="Write the first one, or import a JSON file."
    >
      <Group justify="center">
        <Button variant="default" onClick={() => navigate({ source: kind, table, tab: "import" })}>
          Import a file
        </Button>
      </Group>
    </Frame>
  );
}

interface FrameProps {
  icon: ReactNode;
  title: string;
  description: string;
  children?: ReactNode;
}

function Frame({ children, ...state }: FrameProps) {
  return (
    <Card withBorder py={48}>
      <EmptyState {...state} variant="light" color="gray">
        {children}
      </EmptyState>
    </Card>
  );
}
