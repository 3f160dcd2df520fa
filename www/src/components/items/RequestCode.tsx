import { Box, Button, Code, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { Request } from "../../requests/build";
import { requestCode } from "../../requests/code";
import { useSource } from "../../state/sources";

/** The request as DocumentClient code. */
export function RequestCode({ request }: { request: Request }) {
  const code = requestCode(request, useSource());
  return (
    <Box pos="relative">
      <Code
        block
        aria-label="Request as code"
        fz={13}
        p="md"
        bd="1px solid var(--mantine-color-default-border)"
      >
        {code}
      </Code>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <Button
            pos="absolute"
            top={10}
            right={10}
            size="xs"
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          >
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Box>
  );
}
