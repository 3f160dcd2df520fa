import { AppShell, Box, Burger, Center, Group, Loader, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import type { SourceKind } from "../../source/types";
import { navigate, useRoute } from "../../state/route";
import { SourceProvider, sourceNames, sourcePlaces, useOpenSource } from "../../state/sources";
import { FailureAlert } from "../FailureAlert";
import { TableList } from "../tables/TableList";
import { TablePage } from "../tables/TablePage";
import { Welcome } from "../tables/Welcome";
import { SchemeSwitch } from "./SchemeSwitch";
import { SourceNote } from "./SourceNote";
import { SourceSwitch } from "./SourceSwitch";

/** The frame: header with the source switch, the tables at the left, the chosen table beside them. */
export function Shell({ kind }: { kind: SourceKind }) {
  const [opened, { toggle, close }] = useDisclosure();
  const { table } = useRoute();
  const source = useOpenSource(kind);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever another place is shown
  useEffect(close, [table, kind]);

  useEffect(() => {
    document.title = `${table === null ? "" : `${table} · `}${sourceNames[kind]} · Hashrange console`;
  }, [table, kind]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 288, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <AppShell.Header>
        <Group h="100%" px={{ base: "sm", sm: "md" }} gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Tables" />
          <Brand onClick={() => navigate({ source: kind, table: null, tab: "items" })} />
          <Box flex={1} />
          <SourceSwitch kind={kind} />
          <SchemeSwitch />
        </Group>
      </AppShell.Header>
      {source.data ? (
        <SourceProvider value={source.data}>
          <AppShell.Navbar aria-label="Tables">
            <TableList />
            <SourceNote />
          </AppShell.Navbar>
          <AppShell.Main>
            {table === null ? <Welcome /> : <TablePage key={`${kind}/${table}`} name={table} />}
          </AppShell.Main>
        </SourceProvider>
      ) : (
        <AppShell.Main>
          {source.error ? (
            <FailureAlert
              error={source.error}
              what={`The database ${sourcePlaces[kind]} could not be opened`}
              retry={() => void source.refetch()}
            />
          ) : (
            <Center mih="50vh">
              <Loader aria-label={`Opening ${sourceNames[kind]}`} />
            </Center>
          )}
        </AppShell.Main>
      )}
    </AppShell>
  );
}

function Brand({ onClick }: { onClick: () => void }) {
  return (
    <UnstyledButton onClick={onClick} aria-label="Hashrange console: start page" flex="none">
      <Group gap={10} wrap="nowrap">
        <img src="./icon.svg" alt="" width={28} height={28} />
        <Text fw={700} fz="lg" visibleFrom="xs" lts={-0.3}>
          Hashrange
        </Text>
      </Group>
    </UnstyledButton>
  );
}
