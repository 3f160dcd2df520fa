import { Group, NumberInput, Radio, Stack } from "@mantine/core";
import { useTableForm } from "./form";

export function Billing() {
  const form = useTableForm();
  return (
    <Stack gap="sm">
      <Radio.Group label="Billing mode" {...form.getInputProps("billing")}>
        <Group mt="xs">
          <Radio value="PAY_PER_REQUEST" label="On demand" />
          <Radio value="PROVISIONED" label="Provisioned" />
        </Group>
      </Radio.Group>
      {form.values.billing === "PROVISIONED" && (
        <Group grow>
          <NumberInput label="Read capacity units" min={1} {...form.getInputProps("readUnits")} />
          <NumberInput label="Write capacity units" min={1} {...form.getInputProps("writeUnits")} />
        </Group>
      )}
    </Stack>
  );
}
