/**
 * A table of moves as a trigger: what the code's only writer does not do, the database refuses to everybody else as well. A migration
 * holds what this returns; a test compares it with the migrated database.
 */
export type MoveTable = Readonly<Record<string, readonly string[]>>;

export function moveFunction(table: string, moves: MoveTable): string {
  const allowed = Object.entries(moves).flatMap(([from, after]) => after.map((to) => `('${from}', '${to}')`));
  return `
BEGIN
  IF (OLD."status", NEW."status") NOT IN (
    ${allowed.join(", ")}
  ) THEN
    RAISE EXCEPTION '${table} %: no move from % to %', OLD."id", OLD."status", NEW."status" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END `;
}

export function moveTrigger(table: string, moves: MoveTable): string {
  return `CREATE OR REPLACE FUNCTION "${table}_moves"() RETURNS TRIGGER LANGUAGE plpgsql AS $$${moveFunction(table, moves)}$$;
CREATE OR REPLACE TRIGGER "${table}_moves" BEFORE UPDATE OF "status" ON "${table}" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "${table}_moves"();
`;
}
