/** A worker that gave no sign of life for this long is taken for dead: by probes, metrics and the overview alike. */
export const workerSilenceSeconds = 30;
