import { createQuery } from "hashrange/solid";
import { createResource, For } from "solid-js";
import { openSongs, songsOf } from "./songs.js";

export function Songs(props: { artist: string }) {
  const [doc] = createResource(openSongs);
  const songs = createQuery<{ title: string }>(doc, () => songsOf(props.artist));
  return (
    <ul>
      <For each={songs().data?.Items}>{({ title }) => <li>{title}</li>}</For>
    </ul>
  );
}
