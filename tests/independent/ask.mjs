// Loads the files of care that were known at a point in history into DuckDB, and asks it for invoices and KPIs.
// Usage: node ask.mjs DIR KNOWN_AT ON FROM TO [UPLIFT_PROVIDER UPLIFT_FROM UPLIFT_PERCENT_E4]
//   DIR holds what `careledger generate` wrote; KNOWN_AT is an instant, ON, FROM and TO are dates.
// Prints {"invoices": [...], "kpis": [...]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, '../../build/tools/package.json'));
const { DuckDBInstance } = require('@duckdb/node-api');

const [dir, knownAt, on, from, to, upliftProvider, upliftFrom, upliftPercent] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(':memory:')).connect();
const rows = async (sql) => (await db.runAndReadAll(sql)).getRowObjectsJson();
const csv = (file) => `read_csv('${join(dir, file)}', all_varchar = true, header = true)`;

// Every table with the columns of its first file; files that are not known yet stay closed.
const tables = { packages: 'package_row', 'package-events': 'event_row', visits: 'visit_row', rates: 'rate_row' };
const made = new Set();
for (const { clock, kind, file, provider_id: provider, source } of await rows(`FROM ${csv('manifest.csv')}`)) {
  const table = tables[kind];
  if (table === undefined) continue;
  const known = new Date(clock) <= new Date(knownAt);
  const select = kind === 'visits' ? `SELECT '${provider}' AS provider_id, '${source}' AS source, *` : 'SELECT *';
  if (!made.has(table)) await db.run(`CREATE TABLE ${table} AS ${select} FROM ${csv(file)} LIMIT 0`);
  made.add(table);
  if (known) await db.run(`INSERT INTO ${table} ${select} FROM ${csv(file)}`);
}
await db.run('CREATE TABLE uplift (provider_id VARCHAR, from_date DATE, percent_e4 BIGINT)');
if (upliftProvider) await db.run(`INSERT INTO uplift VALUES ('${upliftProvider}', '${upliftFrom}', ${upliftPercent})`);
await db.run(`SET VARIABLE known_at = TIMESTAMP '${knownAt.replace('Z', '')}'`);
await db.run(`SET VARIABLE on_date = DATE '${on}'`);
await db.run('SET VARIABLE report_days = 7');
await db.run('SET VARIABLE punctual_minutes = 30');
const statements = await db.extractStatements(readFileSync(join(here, 'care.sql'), 'utf8'));
for (let i = 0; i < statements.count; i++) await (await statements.prepare(i)).run();

const period = `DATE '${from}', DATE '${to}'`;
console.log(
  JSON.stringify({ invoices: await rows(`FROM invoice(${period})`), kpis: await rows(`FROM kpi(${period})`) }, null, 1),
);
