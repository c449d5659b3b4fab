// Every key of a stream partition. One tag per partition keeps them in one Redis Cluster slot, so a
// script, a MULTI and an XACK + XDEL may touch them together.

const tag = (partition: number) => `{p:${partition}}`;

export const playsKey = (partition: number): string => `${tag(partition)}:plays`;

/** Written again and again to see whether Redis takes writes. */
export const probeKey = `${tag(0)}:probe`;

export const resultKey = (partition: number, play: string): string =>
  `${tag(partition)}:result:${play}`;

export const stateKey = (partition: number, game: string): string =>
  `${tag(partition)}:g:${game}:state`;

export const planKey = (partition: number, game: string): string =>
  `${tag(partition)}:g:${game}:plan`;

export const winsKey = (partition: number, game: string): string =>
  `${tag(partition)}:g:${game}:wins`;

/** `minute` is the minute of the play's own arrival, so a redelivered play looks where it looked before. */
export const memoKey = (partition: number, game: string, minute: number): string =>
  `${tag(partition)}:g:${game}:memo:${minute}`;
