/**
 * The movies of vega-datasets as items of a `Movies` table, and the answers the tests expect, computed in plain
 * JavaScript. Runs in Node and in the page alike, so both sides clean the records in the same way.
 *
 * Cleaning: the year is that of the release date; a year after 2011 is a two-digit year read into the wrong century
 * (the collection ends there). Titles that the file holds as numbers ("300") become strings; the one record without a
 * title is left out; of records with the same year and title the last one counts, as it would with puts.
 */
import records from "../../node_modules/vega-datasets/data/movies.json" with { type: "json" };

/** A movie as it is stored. Absent facts are absent attributes. */
export interface Movie {
  readonly year: number;
  readonly title: string;
  readonly released: string;
  readonly gross?: number;
  readonly budget?: number;
  readonly genre?: string;
  readonly rating?: number;
  readonly votes?: number;
  readonly director?: string;
  readonly credits: { readonly distributor?: string; readonly source?: string };
  readonly labels: readonly string[];
}

/** The table of the main job: by year and title, and by genre and rating. */
export const MOVIES = {
  TableName: "Movies",
  AttributeDefinitions: [
    { AttributeName: "year", AttributeType: "N" },
    { AttributeName: "title", AttributeType: "S" },
    { AttributeName: "genre", AttributeType: "S" },
    { AttributeName: "rating", AttributeType: "N" },
  ],
  KeySchema: [
    { AttributeName: "year", KeyType: "HASH" },
    { AttributeName: "title", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-genre",
      KeySchema: [
        { AttributeName: "genre", KeyType: "HASH" },
        { AttributeName: "rating", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  BillingMode: "PAY_PER_REQUEST",
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LAST_YEAR = 2011;

function text(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The object without the members that are undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function clean(record: Readonly<Record<string, unknown>>): Movie | undefined {
  const title = text(record["Title"]);
  const [month = "", day = "", written = ""] = (text(record["Release Date"]) ?? "").split(" ");
  if (title === undefined || title === "" || !MONTHS.includes(month)) return undefined;
  const year = Number(written) > LAST_YEAR ? Number(written) - 100 : Number(written);
  return present({
    year,
    title,
    released: `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day}`,
    gross: number(record["Worldwide Gross"]),
    budget: number(record["Production Budget"]),
    genre: text(record["Major Genre"]),
    rating: number(record["IMDB Rating"]),
    votes: number(record["IMDB Votes"]),
    director: text(record["Director"]),
    credits: present({ distributor: text(record["Distributor"]), source: text(record["Source"]) }),
    labels: [record["MPAA Rating"], record["Creative Type"]].flatMap((label) => text(label) ?? []),
  }) as Movie;
}

const byKey = new Map<string, Movie>();
for (const record of records as readonly Readonly<Record<string, unknown>>[]) {
  const movie = clean(record);
  if (movie !== undefined) byKey.set(`${movie.year} ${movie.title}`, movie);
}

/** All movies, one for each key, in the order of the file. */
export const movies: readonly Movie[] = [...byKey.values()];

const encoder = new TextEncoder();

/** The service's order of strings: by their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const different = left.findIndex((byte, i) => byte !== right[i]);
  if (different < 0) return left.length - right.length;
  return different >= right.length ? 1 : (left[different] ?? 0) - (right[different] ?? 0);
}

/** The movies of a year, by title. */
export function ofYear(year: number): Movie[] {
  return movies.filter((movie) => movie.year === year).sort((a, b) => byBytes(a.title, b.title));
}

/** The movies of a genre with a rating in a range, by rating; equal ratings by key, to have one order. */
export function ofGenre(genre: string, from: number, to: number): Movie[] {
  return movies
    .filter(
      (movie) =>
        movie.genre === genre && movie.rating !== undefined && movie.rating >= from && movie.rating <= to,
    )
    .sort(byRating);
}

/** Order by rating, then year, then title. */
export function byRating(a: Movie, b: Movie): number {
  return (a.rating ?? 0) - (b.rating ?? 0) || a.year - b.year || byBytes(a.title, b.title);
}
