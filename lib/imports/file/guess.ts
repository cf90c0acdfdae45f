import type { ColumnUse } from "../schema";

/** Which column is what: told from its heading in a dozen languages, else from its cells. Always open to correction. */

type Field = "phone" | "firstName" | "lastName" | "email";

const headings: Record<Field, RegExp> = {
  phone:
    /^(.*(phone|mobile|handy|mobil|movil|celular|cellulare|gsm|msisdn|telefon|telefoon|puhelin|telefone|telephone|whatsapp|rufnummer|komorka|komorkowy).*|tel|tel(nr|nummer|no)?|cell|sms|number|nummer|numero|portable|to|recipient|contact(number)?)$/,
  firstName:
    /^((contact|customer|subscriber|kunde)?(first|given|fore|christian)name|fname|first|vorname|rufname|prenom|nombres?|nome|fornavn|fornamn|voornaam|imie|etunimi|keresztnev|jmeno|ad|adi|name)$/,
  lastName:
    /^((contact|customer|subscriber)?(last|family|sur)name|lname|last|surname|nachname|familienname|zuname|nom|nomdefamille|apellidos?|cognome|sobrenome|apelido|efternavn|etternavn|efternamn|achternaam|nazwisko|sukunimi|vezeteknev|prijmeni|soyad|soyadi)$/,
  email: /^(.*(email|epost|sposta).*|mail|mailadresse|correo|correoelectronico|courriel)$/,
};

const phoneShape = /^['"=+(]{0,3}[\d(][\d\s().\-/]{5,}\d["']?$/;
const dateShape = /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( .*)?$/;
const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export function looksLikePhone(cell: string): boolean {
  const text = cell.trim();
  if (text.length > 30 || !phoneShape.test(text) || dateShape.test(text)) return false;
  const digits = text.replace(/\D/g, "").length;
  return digits >= 7 && digits <= 17;
}

/** The first row is a header when it names things and holds no data itself. */
export function guessHeader(rows: string[][]): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  if (first.some((cell) => looksLikePhone(cell) || emailShape.test(cell.trim()))) return false;
  if (first.some((cell) => Object.values(headings).some((pattern) => pattern.test(plain(cell))))) return true;
  return rest.some((row) => row.some(looksLikePhone)) && first.some((cell) => /\p{L}/u.test(cell));
}

export function guessColumns(rows: string[][], hasHeader: boolean): ColumnUse[] {
  const header = hasHeader ? (rows[0] ?? []) : [];
  const body = hasHeader ? rows.slice(1) : rows;
  const width = widthOf(rows);
  const uses: ColumnUse[] = Array.from({ length: width }, () => ({ as: "ignore" }));
  const phone = bestColumn(width, (index) => phoneScore(header[index] ?? "", body, index));
  if (phone !== null) uses[phone] = { as: "phone" };
  for (const field of ["email", "firstName", "lastName"] as const) {
    const index = header.findIndex((cell, at) => uses[at]?.as === "ignore" && headings[field].test(plain(cell)));
    if (index >= 0) uses[index] = { as: field };
  }
  if (!uses.some(({ as }) => as === "email")) {
    const email = bestColumn(width, (index) => share(body, index, (cell) => emailShape.test(cell)) - 0.5);
    if (email !== null && uses[email]?.as === "ignore") uses[email] = { as: "email" };
  }
  return namedLast(header, uses);
}

/** As wide as the header or as most rows, whichever is more: a single row that is too wide is a broken row. */
export function widthOf(rows: string[][]): number {
  const times = new Map<number, number>();
  for (const row of rows) times.set(row.length, (times.get(row.length) ?? 0) + 1);
  const usual = [...times].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
  return Math.max(rows[0]?.length ?? 0, usual);
}

/** German and others head the family name with "Name" when there is a first name beside it. */
function namedLast(header: string[], uses: ColumnUse[]): ColumnUse[] {
  const first = uses.findIndex(({ as }) => as === "firstName");
  const bare = header.findIndex((cell) => /^name$/.test(plain(cell)));
  const better = header.findIndex(
    (cell, at) => at !== bare && uses[at]?.as === "ignore" && headings.firstName.test(plain(cell)),
  );
  if (bare < 0 || uses.some(({ as }) => as === "lastName")) return uses;
  return uses.map((use, at) => {
    if (first === bare && better >= 0 && at === better) return { as: "firstName" };
    if (at === bare && (first !== bare || better >= 0)) return { as: "lastName" };
    return use;
  });
}

function phoneScore(heading: string, body: string[][], index: number): number {
  const named = headings.phone.test(plain(heading)) ? 0.6 : 0;
  const filled = share(body, index, looksLikePhone);
  const international = share(body, index, (cell) => /^['"=]*(\+|00)/.test(cell));
  return filled < 0.05 && named === 0 ? 0 : named + filled + international * 0.5;
}

function bestColumn(width: number, scoreOf: (index: number) => number): number | null {
  let best: { index: number; score: number } | null = null;
  for (let index = 0; index < width; index++) {
    const score = scoreOf(index);
    if (score > (best?.score ?? 0)) best = { index, score };
  }
  return best?.index ?? null;
}

function share(rows: string[][], index: number, test: (cell: string) => boolean): number {
  const cells = rows.map((row) => (row[index] ?? "").trim()).filter((cell) => cell !== "");
  return cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
}

/** "E-Mail Adresse" → "emailadresse", "Prénom" → "prenom". */
function plain(heading: string): string {
  return heading
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ł/g, "l")
    .replace(/[^\p{L}\p{N}]/gu, "");
}
