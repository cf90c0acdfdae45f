import "server-only";
import type pg from "pg";
import { isDatabaseAway } from "./errors";
import { pool, type Sql } from "./pool";

/** Runs `work` in one transaction: all of it is true afterwards, or none of it. */
export async function inTransaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on("error", onError);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // Where no answer comes any more, there is nobody to roll back with: the server does it when the connection ends.
    if (isDatabaseAway(error)) broken ??= new Error("the connection was lost");
    else
      await rollback(client).catch((rollbackError: Error) => {
        broken ??= rollbackError;
      });
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/** Runs a part of a transaction: where it fails, the rest of the transaction is as if it had not been tried. */
export async function inSavepoint<T>(tx: Sql, work: () => Promise<T>): Promise<T> {
  await tx.query("SAVEPOINT part");
  try {
    const result = await work();
    await tx.query("RELEASE SAVEPOINT part");
    return result;
  } catch (error) {
    await tx.query("ROLLBACK TO SAVEPOINT part");
    throw error;
  }
}

/** Runs `work` on one connection without a transaction: all of its answers come from the same server. */
export async function inSession<T>(work: (session: Sql) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let isBroken = false;
  const onError = () => {
    isBroken = true;
  };
  client.on("error", onError);
  try {
    return await work(client);
  } catch (error) {
    isBroken ||= isDatabaseAway(error);
    throw error;
  } finally {
    client.off("error", onError);
    client.release(isBroken);
  }
}

function rollback(client: pg.PoolClient) {
  return client.query("ROLLBACK");
}
