import { ActionIcon, Badge, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { type Keys, keyNames } from "../../requests/schema";
import { attribute, type Item, pick } from "../../values/attribute";
import { keyText } from "../../values/text";
import { Cell } from "./Cell";
import { type Column, columnsOf } from "./columns";
import classes from "./ResultGrid.module.css";

interface Props {
  items: Item[];
  table: Keys;
  index: Keys;
  /** Dims the rows while others are on their way. */
  busy: boolean;
  onOpen: (item: Item) => void;
  onDelete: (item: Item) => void;
}

const rowHeight = 38;
const actionsWidth = 52;
const badges = { partition: "PK", sort: "SK", index: "IK" };
const meanings = { partition: "Partition key", sort: "Sort key", index: "Key of the index" };

/** The items of a page; only the rows in view are in the document, so a page of a megabyte scrolls as well as one of ten rows. */
export function ResultGrid({ items, table, index, busy, onOpen, onDelete }: Props) {
  const columns = useMemo(() => columnsOf(items, table, index), [items, table, index]);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const visible = rows.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const width = columns.reduce((sum, column) => sum + column.width, actionsWidth);
  return (
    <div ref={frame} className={classes.frame} data-busy={busy || undefined}>
      <table
        className={classes.table}
        style={{ minWidth: width }}
        aria-label="Items"
        aria-rowcount={items.length}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.name} style={{ width: column.width }} />
          ))}
          <col style={{ width: actionsWidth }} />
        </colgroup>
        <Head columns={columns} />
        <tbody>
          <Gap height={before} />
          {visible.map(({ index: at }) => {
            const item = items[at];
            return (
              item && (
                <Row
                  key={at}
                  at={at}
                  item={item}
                  columns={columns}
                  keys={table}
                  onOpen={onOpen}
                  onDelete={onDelete}
                />
              )
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Head({ columns }: { columns: Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, role, numeric }) => (
          <th key={name} scope="col" data-numeric={numeric || undefined} title={name}>
            {name}
            {role !== null && (
              <Tooltip label={meanings[role]}>
                <Badge component="span" variant="light" size="xs" ml={6} radius="sm">
                  {badges[role]}
                </Badge>
              </Tooltip>
            )}
          </th>
        ))}
        <th scope="col" className={classes.actions}>
          <VisuallyHidden>Actions</VisuallyHidden>
        </th>
      </tr>
    </thead>
  );
}

interface RowProps {
  at: number;
  item: Item;
  columns: Column[];
  keys: Keys;
  onOpen: (item: Item) => void;
  onDelete: (item: Item) => void;
}

function Row({ at, item, columns, keys, onOpen, onDelete }: RowProps) {
  const name = keyText(pick(item, keyNames(keys)));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    onOpen(item);
  };
  return (
    <tr
      className={classes.row}
      tabIndex={0}
      aria-rowindex={at + 1}
      onClick={() => onOpen(item)}
      onKeyDown={onKeyDown}
      style={{ height: rowHeight }}
    >
      {columns.map((column) => (
        <td key={column.name} data-numeric={column.numeric || undefined}>
          <Cell value={attribute(item, column.name)} />
        </td>
      ))}
      <td className={classes.actions}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete item ${name}`}
          onClick={(event) => {
            event.stopPropagation();
            onDelete(item);
          }}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </td>
    </tr>
  );
}

/** Stands for the rows that are scrolled away. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden className={classes.gap} style={{ height }} /> : null;
}
