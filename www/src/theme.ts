import { createTheme, type MantineColorsTuple } from "@mantine/core";

const range: MantineColorsTuple = [
  "#eeefff",
  "#dcddfb",
  "#b6b8f1",
  "#8e91e9",
  "#6d70e1",
  "#575adb",
  "#4c4fd6",
  "#3d40bf",
  "#3538ab",
  "#2b2f97",
];

export const theme = createTheme({
  primaryColor: "range",
  primaryShade: { light: 6, dark: 5 },
  colors: { range },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "650" },
  cursorType: "pointer",
});
