export interface ChunkStreamOptions {
  /** A reader that takes nothing for so long is gone, whatever its connection says. */
  readonly idleMs: number;
  /** Called once: after the last chunk, an error, a reader that went away or one that fell asleep. */
  readonly onEnd: () => void;
}

/**
 * Chunks of text as the body of an answer. They are made as the reader takes them, and only while there is one: an
 * answer to HEAD has a body that nobody reads and nobody cancels, and a stalled connection may stand for hours.
 */
export function chunkStream(
  chunks: AsyncGenerator<string>,
  { idleMs, onEnd }: ChunkStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const end = () => {
    clearTimeout(timer);
    if (!isOver) onEnd();
    isOver = true;
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(timer);
      try {
        const { done, value } = await chunks.next();
        if (isOver) return;
        if (done) {
          end();
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(value));
      } catch (error) {
        end();
        throw error;
      }
      timer = setTimeout(() => {
        end();
        controller.error(new Error("the reader takes nothing"));
        void chunks.return(undefined);
      }, idleMs).unref();
    },
    async cancel() {
      end();
      await chunks.return(undefined);
    },
  });
}
