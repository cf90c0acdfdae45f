-- The header line of a file stood in two documents, the guess and the answer: now in one column.
ALTER TABLE "import" ADD COLUMN     "has_header" BOOLEAN NOT NULL DEFAULT false;

UPDATE "import"
   SET has_header = coalesce((options->>'hasHeader')::boolean, (format->>'hasHeader')::boolean, false),
       options = options - 'hasHeader', format = format - 'hasHeader'
 WHERE options ? 'hasHeader' OR format ? 'hasHeader';
