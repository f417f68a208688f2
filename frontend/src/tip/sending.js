// From a text to a message that has arrived: ask for a key, work, seal, send, and again if need be.
import { toBase64 } from "../phone/codes.js";
import { randomBytes } from "../phone/crypto.js";
import { post } from "./ask.js";
import { checkKey, receiptOf, sealMessage } from "./sealing.js";
import { work } from "./work.js";

const ROUNDS = 4;

// The server said no in a way that has a sentence of its own.
export class Refusal extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

/** One message, from the moment somebody begins to write: its words stand before it is sent.
 * `earlier` gives the words of a message that it is added to, as 16 bytes, and its number. */
export class Message {
  constructor(line, signerDigest, clock, earlier = { entropy: randomBytes(16), nth: 0 }) {
    Object.assign(this, { line, signerDigest, clock, entropy: earlier.entropy, nth: earlier.nth, begun: null });
    this.receipt = receiptOf(this.entropy, this.nth);
  }

  /** Begin to work while the person is still writing. */
  begin() {
    this.begun ??= this.prepare().catch((problem) => {
      this.begun = null;
      throw problem;
    });
    return this.begun;
  }

  async prepare() {
    const { status, told } = await post(this.line.ask, {});
    if (status === 503) throw new Refusal("closed");
    if (status !== 200) throw new Refusal("network");
    return { key: told.key, riddle: told.riddle, nonce: await this.solve(told.riddle) };
  }

  async solve(riddle) {
    return work(riddle, (await this.receipt).id, this.line.bits);
  }

  /** Seal what was said and send it; gives the 16 bytes that the twelve words stand for. */
  async send(said) {
    let { key, riddle, nonce } = await this.begin();
    const receipt = await this.receipt;
    for (let round = 0; round < ROUNDS; round++) {
      checkKey(key, this.signerDigest, this.clock());
      const box = await sealMessage(key, { ...said, at: this.clock().toISOString() }, receipt);
      const { status, told } = await post(this.line.send, {
        id: toBase64(receipt.id), key: key.id, reply_public: toBase64(receipt.replyPublic), box: toBase64(box),
        riddle, nonce: toBase64(nonce),
      });
      if (status === 200) return this.entropy;
      if (status === 429) throw new Refusal("later");
      if (status === 503) throw new Refusal("closed");
      if (status !== 409 && status !== 403) throw new Refusal("network");
      // 409: the key was used or withdrawn meanwhile. 403: the riddle was too old.
      ({ key, riddle } = told);
      nonce = await this.solve(riddle);
      this.begun = Promise.resolve({ key, riddle, nonce });
    }
    throw new Refusal("network");
  }
}
