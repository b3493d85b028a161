// How long a client of the SDK waits and how often it tries. Region, credentials and AWS_ENDPOINT_URL_* are the SDK's own affair, from the environment.

/**
 * Few attempts, each with its time: an API call has 30 seconds in all, and whoever calls us tries again too. `patience`
 * multiplies every time-out: tests have little, or much.
 */
export const within = (milliseconds: number, maxAttempts: number, patience = 1) => ({
  retryMode: "standard",
  maxAttempts,
  requestHandler: {
    // Also runs while a call waits for one of the 50 sockets.
    connectionTimeout: 2_000 * patience,
    requestTimeout: milliseconds * patience,
    // Without it the handler of the SDK only warns.
    throwOnRequestTimeout: true,
  },
});
