/** MD5, piece by piece: manifests of exports have it, and hosts do not. */

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from(
  { length: 64 },
  (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32) | 0,
);

export class Md5 {
  readonly #state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  readonly #words = new Int32Array(16);
  readonly #rest = new Uint8Array(64);
  #held = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    if (this.#held > 0) {
      at = Math.min(64 - this.#held, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#held);
      this.#held += at;
      if (this.#held < 64) return this;
      this.#block(this.#rest, 0);
      this.#held = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.#block(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#held = bytes.length - at;
    return this;
  }

  /** The sixteen bytes; nothing may be added afterwards. */
  digest(): Uint8Array {
    const bits = this.#length * 8;
    const end = new Uint8Array(this.#held < 56 ? 64 - this.#held : 128 - this.#held);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, bits >>> 0, true);
    view.setUint32(end.length - 4, Math.floor(bits / 2 ** 32), true);
    this.update(end);
    const out = new Uint8Array(16);
    const written = new DataView(out.buffer);
    for (const [at, word] of this.#state.entries()) written.setInt32(at * 4, word, true);
    return out;
  }

  #block(bytes: Uint8Array, from: number): void {
    const words = this.#words;
    for (let at = 0; at < 16; at += 1) {
      const place = from + at * 4;
      words[at] =
        (bytes[place] as number) |
        ((bytes[place + 1] as number) << 8) |
        ((bytes[place + 2] as number) << 16) |
        ((bytes[place + 3] as number) << 24);
    }
    let [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    for (let at = 0; at < 64; at += 1) {
      let mix: number;
      let word: number;
      if (at < 16) [mix, word] = [(b & c) | (~b & d), at];
      else if (at < 32) [mix, word] = [(d & b) | (~d & c), (5 * at + 1) & 15];
      else if (at < 48) [mix, word] = [b ^ c ^ d, (3 * at + 5) & 15];
      else [mix, word] = [c ^ (b | ~d), (7 * at) & 15];
      const sum = (a + mix + (SINES[at] as number) + (words[word] as number)) | 0;
      const shift = SHIFTS[((at >> 4) << 2) | (at & 3)] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    const state = this.#state;
    state[0] = (state[0] as number) + a;
    state[1] = (state[1] as number) + b;
    state[2] = (state[2] as number) + c;
    state[3] = (state[3] as number) + d;
  }
}
