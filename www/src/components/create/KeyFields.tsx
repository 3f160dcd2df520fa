import { Group, NativeSelect, TextInput } from "@mantine/core";
import { keyTypes, useTableForm } from "./form";

interface Props {
  /** The form's path, such as `partition` or `globals.0.sort`. */
  path: string;
  label: string;
  placeholder?: string;
  required?: boolean;
  /** Said before the labels for people who do not see which index the fields belong to. */
  scope?: string;
}

/** A key's attribute name and type side by side. */
export function KeyFields({ path, label, placeholder, required = false, scope = "" }: Props) {
  const form = useTableForm();
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <TextInput
        flex={1}
        label={required ? label : `${label} (optional)`}
        aria-label={scope === "" ? undefined : `${scope} ${label}`}
        placeholder={placeholder}
        withAsterisk={required}
        autoComplete="off"
        {...form.getInputProps(`${path}.name`)}
      />
      <NativeSelect
        w={110}
        label="Type"
        aria-label={`${scope === "" ? "" : `${scope} `}${label} type`}
        data={keyTypes}
        {...form.getInputProps(`${path}.type`)}
      />
    </Group>
  );
}
