// Rows of coupon_staging in Postgres' binary COPY format: half the bytes of the text form, and nothing to parse on
// either side. Written into one growing buffer, because an object a row would cost more than the bytes.

/** What every COPY in binary starts with: signature, no flags, no extension. */
export const copyHeader = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
export const copyTrailer = Buffer.from([0xff, 0xff]);

/** The columns of a row, in this order. */
export const copyColumns =
  "import_id, row, coupon_id, code_ct, code_hmac, mask, key_id, cause" as const;
const fieldCount = 8;

export class CopyBlock {
  private readonly importId: Buffer;
  private buffer: Buffer<ArrayBuffer>;
  private at = 0;

  constructor(importId: string, sizeHint = 64 * 1024) {
    this.importId = Buffer.from(importId.replaceAll("-", ""), "hex");
    this.buffer = Buffer.allocUnsafeSlow(sizeHint);
  }

  /** Begins a row; its other six fields follow, one call each. */
  startRow(row: number): void {
    this.reserve(34);
    this.at = this.buffer.writeInt16BE(fieldCount, this.at);
    this.bytes(this.importId);
    this.int4(row);
  }

  absent(): void {
    this.reserve(4);
    this.at = this.buffer.writeInt32BE(-1, this.at);
  }

  int4(value: number): void {
    this.reserve(8);
    this.at = this.buffer.writeInt32BE(4, this.at);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int8(value: number): void {
    this.reserve(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.at);
    this.at = this.buffer.writeUInt32BE(value % 0x1_0000_0000, this.at);
  }

  text(value: string): void {
    const most = value.length * 3;
    this.reserve(4 + most);
    const size = this.buffer.write(value, this.at + 4, most, "utf8");
    this.buffer.writeInt32BE(size, this.at);
    this.at += 4 + size;
  }

  bytes(value: Uint8Array): void {
    this.field(value.length).set(value);
  }

  /** Room for a field of exactly `size` bytes; the caller fills all of it before the next call. */
  field(size: number): Buffer {
    this.reserve(4 + size);
    this.at = this.buffer.writeInt32BE(size, this.at);
    this.at += size;
    return this.buffer.subarray(this.at - size, this.at);
  }

  get size(): number {
    return this.at;
  }

  /** The rows so far, on memory of their own; the block is empty and must not be used any longer. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.buffer.buffer, 0, this.at);
    this.buffer = Buffer.allocUnsafeSlow(0);
    this.at = 0;
    return taken;
  }

  private reserve(size: number): void {
    if (this.at + size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + size));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
