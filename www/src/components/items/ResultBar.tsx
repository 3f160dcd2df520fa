import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { Pages } from "../../state/items";

/** The counts of a page, what it cost, and the way to the others. */
export function ResultBar({ pages }: { pages: Pages }) {
  const { page, number, next, previous, isFetching } = pages;
  const units = page?.ConsumedCapacity?.CapacityUnits;
  return (
    <Group gap="md" role="status" aria-label="Result" aria-busy={isFetching}>
      <Group gap={4} wrap="nowrap">
        <PageButton label="Previous page" onClick={previous} busy={isFetching} Icon={IconChevronLeft} />
        <Text size="sm" fw={500} px={4} style={{ whiteSpace: "nowrap" }}>
          Page {number}
        </Text>
        <PageButton label="Next page" onClick={next} busy={isFetching} Icon={IconChevronRight} />
      </Group>
      {page && (
        <>
          <Figure label="Count" value={page.Count ?? page.Items?.length ?? 0} />
          <Figure label="Scanned" value={page.ScannedCount ?? 0} />
          {units !== undefined && <Figure label="Capacity" value={units} unit="RCU" />}
        </>
      )}
    </Group>
  );
}

interface ButtonProps {
  label: string;
  onClick: (() => void) | null;
  busy: boolean;
  Icon: typeof IconChevronLeft;
}

function PageButton({ label, onClick, busy, Icon }: ButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={32}
        aria-label={label}
        disabled={onClick === null || busy}
        onClick={onClick ?? undefined}
      >
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function Figure({ label, value, unit }: { label: string; value: number; unit?: string }) {
  return (
    <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
      {label}{" "}
      <Text span c="var(--mantine-color-text)" fw={600} inherit>
        {value.toLocaleString("en")}
      </Text>
      {unit && ` ${unit}`}
    </Text>
  );
}
