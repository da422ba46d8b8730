// Reads junit.xml and the CTRF report of a run folder with packages that are not
// ours, and compares every scenario with report.json. Says what was lost; exit code
// 1 when anything was.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { parse } from "junit2json";
import * as ctrf from "ctrf";

const { parse: parseResults } = createRequire(import.meta.url)("test-results-parser");
const run = process.argv[2];
const report = JSON.parse(readFileSync(join(run, "report.json"), "utf8"));
const scenarios = [...report.scenarios].sort((a, b) =>
  [a.domain, a.service, a.id].join("\0") < [b.domain, b.service, b.id].join("\0") ? -1 : 1);

let compared = 0;
const lost = [];
function same(reader, what, want, got) {
  compared++;
  if (JSON.stringify(want) !== JSON.stringify(got)) {
    lost.push(`${reader}: ${what}: want ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);
  }
}
const kindOf = (s) => s.status === "passed" ? "passed" : s.status === "errored" ? "error"
  : s.status === "failed" && !s.knownFailure ? "failure" : "skipped";
const main = (s) => s.findings.find((f) => f.severity === "error" && !f.consequence);
const messageOf = (s) => ({
  passed: undefined, error: s.reason, failure: main(s)?.message,
  skipped: s.status === "failed" ? `known failure: ${s.knownFailure}` : s.reason,
})[kindOf(s)];
const name = (s) => `${s.id} ${s.title}`;
const seconds = (s) => Number((s.durationMs / 1000).toFixed(3));
const near = (a, b) => Math.abs(a - b) <= 0.001;

// One: junit2json.
const xml = readFileSync(join(run, "junit.xml"), "utf8");
const suites = (await parse(xml)).testsuite.filter((s) => s.name !== "tkw");
same("junit2json", "number of scenarios", scenarios.length, suites.flatMap((s) => s.testcase).length);
suites.flatMap((s) => s.testcase.map((c) => ({ suite: s, c }))).forEach(({ suite, c }, i) => {
  const s = scenarios[i];
  const detail = c.failure?.[0] ?? c.error?.[0] ?? c.skipped?.[0];
  const kind = c.failure ? "failure" : c.error ? "error" : c.skipped ? "skipped" : "passed";
  same("junit2json", `${s.id}: name`, name(s), c.name);
  same("junit2json", `${s.id}: class`, `${s.domain}.${s.service}`, c.classname);
  same("junit2json", `${s.id}: outcome`, kindOf(s), kind);
  same("junit2json", `${s.id}: time`, true, near(seconds(s), c.time));
  same("junit2json", `${s.id}: message`, messageOf(s), detail?.message);
  if (kind === "failure") same("junit2json", `${s.id}: rule`, main(s).rule, detail.type);
  for (const f of kind === "failure" ? s.findings : []) {
    same("junit2json", `${s.id}: text of ${f.rule}`, true, detail.inner.includes(f.message));
  }
  const property = suite.properties.find((p) => p.name === `requirements ${s.id}`);
  same("junit2json", `${s.id}: requirements`, s.requirements.join(" "), property?.value ?? "");
  const files = s.exchanges.flatMap((n) => {
    const x = report.exchanges.find((e) => e.number === n);
    return [x.requestFile, x.responseFile].filter(Boolean);
  });
  for (const f of files) same("junit2json", `${s.id}: ${f}`, true, suite["system-out"].join("\n").includes(f));
});

// Two: test-results-parser, which feeds chat and dashboard reporters.
const parsed = parseResults({ type: "junit", files: [join(run, "junit.xml")] });
const cases = parsed.suites.filter((s) => s.name !== "tkw").flatMap((s) => s.cases);
same("test-results-parser", "number of scenarios", scenarios.length, cases.length);
cases.forEach((c, i) => {
  const s = scenarios[i];
  const status = { passed: "PASS", failure: "FAIL", error: "FAIL", skipped: "SKIP" }[kindOf(s)];
  same("test-results-parser", `${s.id}: name`, name(s), c.name);
  same("test-results-parser", `${s.id}: outcome`, status, c.status);
  same("test-results-parser", `${s.id}: time`, true, near(s.durationMs / 1000, c.duration / 1000));
  if (status === "FAIL") same("test-results-parser", `${s.id}: message`, true, c.failure.includes(messageOf(s)));
});

// Three: the CTRF report against the package of its authors.
const doc = JSON.parse(readFileSync(join(run, "ctrf.json"), "utf8"));
const verdict = ctrf.validate(doc);
same("ctrf", "valid", true, verdict.valid);
if (!verdict.valid) lost.push(JSON.stringify(verdict.errors));
const tests = doc.results.tests.filter((t) => t.suite?.[0] !== "tkw");
same("ctrf", "number of scenarios", scenarios.length, tests.length);
tests.forEach((t, i) => {
  const s = scenarios[i];
  same("ctrf", `${s.id}: name`, name(s), t.name);
  same("ctrf", `${s.id}: outcome`, { passed: "passed", failure: "failed", error: "failed", skipped: s.status === "pending" ? "pending" : "skipped" }[kindOf(s)], t.status);
  same("ctrf", `${s.id}: requirements`, s.requirements, t.labels?.requirement ?? []);
});

for (const l of lost.slice(0, 20)) console.error(l);
console.log(`${scenarios.length} scenarios, ${compared} values compared in 3 readers, ${lost.length} lost`);
process.exit(lost.length ? 1 : 0);
