/** A hidden page gets no frames: nothing waits longer than this for one. */
const frameMaxMs = 100;

/** After the next frame is on the screen: what a press sets off beyond what is seen waits for this. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, frameMaxMs);
    requestAnimationFrame(() => {
      // The frame is drawn when its callbacks are over: a task of its own begins after that.
      setTimeout(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}
