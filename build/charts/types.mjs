import { join } from "node:path";
import ts from "typescript";

const here = import.meta.dirname;

const modules = {
  "v1": "kubernetes-types/core/v1",
  "apps/v1": "kubernetes-types/apps/v1",
  "autoscaling/v2": "kubernetes-types/autoscaling/v2",
  "batch/v1": "kubernetes-types/batch/v1",
  "networking.k8s.io/v1": "kubernetes-types/networking/v1",
  "policy/v1": "kubernetes-types/policy/v1",
  "monitoring.coreos.com/v1": "./prometheus-rule",
};

/** Holds each manifest against the type of its kind: an unknown field, a wrong type and a null are errors. Returns one list of errors for each. */
export function typeErrors(manifests) {
  const starts = [];
  let source = "";
  manifests.forEach((manifest, i) => {
    starts.push(source.length);
    const module = modules[manifest.apiVersion] ?? `unknown/${manifest.apiVersion}`;
    source += `import type { ${manifest.kind} as T${i} } from "${module}";\nexport const m${i}: T${i} = ${JSON.stringify(manifest, null, 1)};\n`;
  });
  const file = join(here, "manifests.ts");
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ["lib.es2020.d.ts"],
    target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) => name === file ? ts.createSourceFile(name, source, options.target) : getSourceFile(name, ...rest);
  host.fileExists = name => name === file || fileExists(name);
  host.readFile = name => name === file ? source : readFile(name);

  const errors = manifests.map(() => []);
  for (const found of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const index = found.file?.fileName === file ? starts.findLastIndex(start => start <= found.start) : 0;
    errors[index].push(ts.flattenDiagnosticMessageText(found.messageText, " "));
  }
  return errors;
}
