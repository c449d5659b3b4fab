/** True under `npm run test:full`: the long set of a test may run. */
export const isFullRun = Boolean(process.env.FROLIC_FULL);
