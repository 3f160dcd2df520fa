import {
  alpha,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  Notification,
} from "@mantine/core";

const range: MantineColorsTuple = [
  "#eeefff",
  "#e3e4fc",
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
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Dismiss" } } }),
  },
});

/** The colours that are used as a tint, under texts and icons. */
const tints = ["range", "red", "teal", "yellow", "gray"];

/**
 * Quiet texts and placeholders with more contrast than Mantine's own (at least 4.5 : 1 for texts), and in the dark tints that
 * let the background through.
 */
export const variables: CSSVariablesResolver = (theme) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5f666d",
    "--mantine-color-placeholder": "#868e96",
    "--mantine-color-yellow-light-color": "#8a4b00",
    "--mantine-color-teal-light-color": "#055a41",
    "--mantine-color-error": "#c92a2a",
  },
  dark: {
    "--mantine-color-dimmed": "#a3a6ad",
    "--mantine-color-placeholder": "#7d8087",
    "--mantine-color-error": "#ff8080",
    ...Object.fromEntries(
      tints.flatMap((name) => {
        const shades = theme.colors[name];
        const strong = shades?.[5] ?? "#868e96";
        return [
          [`--mantine-color-${name}-light`, alpha(strong, 0.17)],
          [`--mantine-color-${name}-light-hover`, alpha(strong, 0.25)],
          [`--mantine-color-${name}-light-color`, shades?.[2] ?? "#dee2e6"],
        ];
      }),
    ),
  },
});
