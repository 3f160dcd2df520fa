import { Center, Loader } from "@mantine/core";
import { useEffect } from "react";
import { navigate, useRoute } from "../state/route";
import { useSourceKind } from "../state/sources";
import { Shell } from "./shell/Shell";

export function App() {
  const route = useRoute();
  const kind = useSourceKind();

  useEffect(() => {
    // The address says which source is shown, also when the host decided.
    if (kind !== undefined && route.source === null) navigate({ ...route, source: kind }, "replace");
  }, [kind, route]);

  if (kind === undefined) {
    return (
      <Center h="100vh">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  return <Shell kind={kind} />;
}
