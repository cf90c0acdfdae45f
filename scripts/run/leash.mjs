// Loaded into every process that a supervisor starts: when the supervisor is gone, however it went, so is the process. What is
// left otherwise after `kill -9` of the parent keeps its port and goes on working unseen.

import { isMainThread } from "node:worker_threads";

const parent = process.ppid;

if (isMainThread) {
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 500).unref();
}
