import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { lint, manifests, render } from "./helm.mjs";
import * as rules from "./rules.mjs";
import { typeErrors } from "./types.mjs";

const results = { passed: 0, failed: 0, skipped: 0 };

function check(name, wrong) {
  results[wrong.length === 0 ? "passed" : "failed"]++;
  if (wrong.length > 0) console.log(`failed: ${name}\n${wrong.map(w => `  ${w}`).join("\n")}`);
}

const podRules = [rules.restricted, rules.resourced, rules.probed];
const releaseRules = [
  rules.sevenWithTwoReplicas, rules.probesAskTheRightThing, rules.selectorsFindTheirPods, rules.nothingIsReachableUnlessSaid, rules.secretsStayApart,
  rules.servicesGetTheirSettings, rules.onlyTheGatewayIsOpen, rules.migrationsComeFirst, rules.namesAreUniqueAndShort, rules.imagesArePinned, rules.boardIsShipped,
];

const releases = {};
for (const values of ["external", "evaluation"]) {
  const [linted, rendered] = await Promise.all([lint(values), render(values)]);
  check(`${values}: lint`, linted.ok ? [] : [linted.text]);
  check(`${values}: render`, rendered.ok ? [] : [rendered.text]);
  if (!rendered.ok) continue;
  const release = releases[values] = manifests(rendered.text);
  typeErrors(release).forEach((errors, i) => check(`${values}: type of ${release[i].kind} ${release[i].metadata.name}`, errors));
  for (const pod of rules.pods(release)) for (const rule of podRules) check(`${values}: ${rule.name}`, rule(pod));
  for (const rule of releaseRules) check(`${values}: ${rule.name}`, rule(release));
}

const brings = (values, kind) => (releases[values] ?? []).some(m => m.kind === kind);
check("external: brings no server and no secret", ["StatefulSet", "Secret"].filter(kind => brings("external", kind)).map(kind => `a ${kind} is rendered`));
check("evaluation: brings both servers", (releases.evaluation ?? []).filter(m => m.kind === "StatefulSet").length === 2 ? [] : ["a server is missing"]);

// A misspelled value fails at lint, not at midnight.
const mistakes = {
  "services.billing.replcas=3": "replcas", "services.biling.replicas=3": "biling", "replicas=3": "replicas", "defaults.replicas=1": "/defaults/replicas",
  "gateway.ingress.enabled=true": "/gateway/ingress", "access.issuer=identity": "/access/issuer", "services.audit=null": "audit",
  "services.audit.environment.ConnectionStrings__EventStore=x": "ConnectionStrings__EventStore", "masterKeys.active=k9": "masterKeys.active",
  "defaults.resources.limits.memory=plenty": "/defaults/resources/limits/memory",
};
await Promise.all(Object.entries(mistakes).map(async ([setting, named]) => {
  const { ok, text } = await render("evaluation", setting);
  check(`refuse ${setting}`, ok ? ["it was accepted"] : text.includes(named) ? [] : [`the message does not name ${named}: ${text}`]);
}));

// The checks can fail: each is shown a manifest with one thing wrong.
const billing = () => structuredClone((releases.external ?? []).find(m => m.kind === "Deployment" && m.metadata.name === "healthcare-billing"));
const damaged = {
  "an unknown field": d => { d.spec.template.spec.containers[0].readinesProbe = {}; },
  "a wrong type": d => { d.spec.revisionHistoryLimit = "five"; },
  "a null": d => { d.spec.template.spec.nodeSelector = null; },
  "a container that may write its root": d => { d.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false; },
  "a pod that may be root": d => { delete d.spec.template.spec.securityContext.runAsNonRoot; },
  "no probe": d => { delete d.spec.template.spec.containers[0].livenessProbe; },
  "no memory limit": d => { delete d.spec.template.spec.containers[0].resources.limits; },
};
if (releases.external) {
  const broken = Object.entries(damaged).map(([name, damage]) => { const d = billing(); damage(d); return { name, d }; });
  const typed = typeErrors(broken.map(b => b.d));
  broken.forEach(({ name, d }, i) => check(`notice ${name}`, typed[i].length + podRules.flatMap(rule => rule(rules.pods([d])[0])).length > 0 ? [] : ["it went unseen"]));
}

// promtool is asked where there is one: it alone reads PromQL as Prometheus does.
const alerts = (releases.external ?? []).find(m => m.kind === "PrometheusRule")?.spec.groups ?? [];
const questions = { name: "board", rules: rules.boardExpressions(releases.external ?? []).map((expr, i) => ({ record: `board:${i}`, expr })) };
const folder = mkdtempSync(join(tmpdir(), "alerts-"));
try {
  writeFileSync(join(folder, "rules.yaml"), stringify({ groups: [...alerts, questions] }));
  execFileSync("promtool", ["check", "rules", join(folder, "rules.yaml")], { encoding: "utf8", stdio: "pipe" });
  check("promtool reads the alerts and the board", []);
} catch (failure) {
  if (failure.code === "ENOENT") results.skipped++;
  else check("promtool reads the alerts and the board", [`${failure.stdout}${failure.stderr}`]);
} finally {
  rmSync(folder, { recursive: true });
}

console.log(`charts: ${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
process.exitCode = results.failed > 0 ? 1 : 0;
