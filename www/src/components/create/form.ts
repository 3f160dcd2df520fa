/** The create-table form's state, shared by its parts. */
import { createFormContext } from "@mantine/form";
import type { TableFields } from "../../requests/table";

export const [TableFormProvider, useTableForm, useNewTable] = createFormContext<TableFields>();

export const keyTypes = [
  { value: "S", label: "String" },
  { value: "N", label: "Number" },
  { value: "B", label: "Binary" },
];

export const projections = [
  { value: "ALL", label: "All attributes" },
  { value: "KEYS_ONLY", label: "Keys only" },
  { value: "INCLUDE", label: "Keys and chosen attributes" },
];
