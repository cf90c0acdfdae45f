/** The contents of a database, for the console: tables and views, and the columns of one with what they are. */
export const listSql = `
  SELECT n.nspname AS schema, c.relname AS name,
         CASE c.relkind WHEN 'v' THEN 'view' WHEN 'p' THEN 'partitioned table' ELSE 'table' END AS kind,
         CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::bigint END AS "rows, about"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
     AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   ORDER BY n.nspname <> 'public', n.nspname, c.relname`;

/** $1 is a name as it is written in SQL: `"user"`, `pgboss.job`. */
export const describeSql = `
  SELECT a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "not null",
         pg_get_expr(d.adbin, d.adrelid) AS default
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
   ORDER BY a.attnum`;
