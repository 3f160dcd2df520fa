import { notifications } from "@mantine/notifications";
import { IconCheck, IconX } from "@tabler/icons-react";
import { failureOf } from "../source/failure";

export function notifyDone(message: string): void {
  notifications.show({ message, color: "teal", icon: <IconCheck size={18} />, autoClose: 3000 });
}

export function notifyFailure(error: unknown): void {
  const { name, message } = failureOf(error);
  notifications.show({ title: name, message, color: "red", icon: <IconX size={18} />, autoClose: 10_000 });
}
