import { Badge, Text } from "@mantine/core";
import { type AttributeValue, tagOf, typeNames } from "../../values/attribute";
import { preview } from "../../values/text";
import classes from "./ResultGrid.module.css";

/** A value in the grid, looking like its type. */
export function Cell({ value }: { value: AttributeValue | undefined }) {
  if (value === undefined) return <span className={classes.absent}>–</span>;
  const tag = tagOf(value);
  const text = preview(value);
  switch (tag) {
    case "S":
      return "S" in value && value.S === "" ? <Dimmed text="empty" /> : text;
    case "N":
      return <span className={classes.number}>{text}</span>;
    case "NULL":
      return <Dimmed text="null" />;
    case "BOOL":
      return (
        <Badge variant="light" color={text === "true" ? "teal" : "gray"} tt="none" size="sm">
          {text}
        </Badge>
      );
    default:
      return (
        <span className={classes.compound} title={typeNames[tag]}>
          <span className={classes.tag}>{tag}</span>
          {text}
        </span>
      );
  }
}

function Dimmed({ text }: { text: string }) {
  return (
    <Text span c="dimmed" fs="italic" inherit>
      {text}
    </Text>
  );
}
