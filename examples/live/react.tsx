import { useQuery } from "hashrange/react";
import { useEffect, useState } from "react";
import { openSongs, songsOf } from "./songs.js";

export function Songs({ artist }: { artist: string }) {
  const [doc, setDoc] = useState<Awaited<ReturnType<typeof openSongs>>>();
  useEffect(() => {
    openSongs().then(setDoc);
  }, []);
  const { data, error, loading } = useQuery<{ title: string }>(doc, songsOf(artist));
  if (error) return <p>{error.message}</p>;
  if (loading) return <p>Loading</p>;
  return (
    <ul>
      {data?.Items?.map(({ title }) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
}
