/** A dozen films for the sample table, so that there is something to query at once. */
import type { Item } from "../values/attribute";

type Film = [
  year: number,
  title: string,
  genre: string,
  rating: string,
  minutes: number,
  directors: string[],
];

const films: Film[] = [
  [1994, "The Shawshank Redemption", "Drama", "9.3", 142, ["Frank Darabont"]],
  [1994, "Pulp Fiction", "Crime", "8.9", 154, ["Quentin Tarantino"]],
  [1994, "Forrest Gump", "Drama", "8.8", 142, ["Robert Zemeckis"]],
  [1994, "The Lion King", "Animation", "8.5", 88, ["Roger Allers", "Rob Minkoff"]],
  [1999, "The Matrix", "Science fiction", "8.7", 136, ["Lana Wachowski", "Lilly Wachowski"]],
  [1999, "Fight Club", "Drama", "8.8", 139, ["David Fincher"]],
  [1999, "Toy Story 2", "Animation", "7.9", 92, ["John Lasseter"]],
  [2001, "Spirited Away", "Animation", "8.6", 125, ["Hayao Miyazaki"]],
  [2001, "Amélie", "Comedy", "8.3", 122, ["Jean-Pierre Jeunet"]],
  [2008, "The Dark Knight", "Action", "9.0", 152, ["Christopher Nolan"]],
  [2008, "WALL·E", "Animation", "8.4", 98, ["Andrew Stanton"]],
  [2010, "Inception", "Science fiction", "8.8", 148, ["Christopher Nolan"]],
];

export function sampleMovies(): Item[] {
  return films.map(([year, title, genre, rating, minutes, directors]) => ({
    year: { N: String(year) },
    title: { S: title },
    genre: { S: genre },
    rating: { N: rating },
    info: {
      M: { minutes: { N: String(minutes) }, directors: { L: directors.map((name) => ({ S: name })) } },
    },
    tags: { SS: year < 2000 ? ["classic", "20th century"] : ["21st century"] },
  }));
}
