export const services = ["audit", "authorization", "billing", "intake", "reconciliation", "scheduling"];
export const programs = [...services, "gateway"];

const named = m => `${m.kind} ${m.metadata.name}`;
const component = labels => labels["app.kubernetes.io/component"];
const matches = (selector, labels) => Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
const weight = m => Number(m.metadata.annotations?.["helm.sh/hook-weight"] ?? 0);
const hooks = m => (m.metadata.annotations?.["helm.sh/hook"] ?? "").split(",");

/** Every pod template with what owns it. */
export const pods = manifests => manifests
  .filter(m => m.spec?.template?.spec)
  .map(m => ({ owner: named(m), kind: m.kind, labels: m.spec.template.metadata.labels, spec: m.spec.template.spec, manifest: m }));

const containers = pod => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
const environment = pod => containers(pod).flatMap(c => c.env ?? []);

/** PodSecurity "restricted" (1.30), and a root file system that cannot be written. */
export function restricted(pod) {
  const wrong = [];
  const { spec } = pod;
  const say = (bad, what) => { if (bad) wrong.push(`${pod.owner}: ${what}`); };
  say(spec.hostNetwork || spec.hostPID || spec.hostIPC, "shares a namespace of the host");
  say(spec.securityContext?.runAsNonRoot !== true || !(spec.securityContext?.runAsUser > 0), "may run as root");
  say(spec.securityContext?.seccompProfile?.type !== "RuntimeDefault", "has no seccomp profile");
  say(spec.automountServiceAccountToken !== false, "gets a token of the cluster");
  const allowed = new Set(["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "name"]);
  for (const volume of spec.volumes ?? []) say(Object.keys(volume).some(key => !allowed.has(key)), `volume ${volume.name} is of a kind that is not allowed`);
  for (const c of containers(pod)) {
    const own = c.securityContext ?? {};
    say(own.allowPrivilegeEscalation !== false || own.privileged, `${c.name} may gain privileges`);
    say(!own.capabilities?.drop?.includes("ALL") || own.capabilities.add?.length > 0, `${c.name} keeps capabilities`);
    say(own.readOnlyRootFilesystem !== true, `${c.name} can write its root file system`);
    say(own.runAsNonRoot === false || own.runAsUser === 0 || own.seccompProfile, `${c.name} overrides the pod`);
    say((c.ports ?? []).some(p => p.hostPort), `${c.name} takes a port of the host`);
    say(!c.volumeMounts?.some(m => m.mountPath === "/tmp"), `${c.name} has nowhere to write`);
  }
  return wrong;
}

export function resourced(pod) {
  return containers(pod)
    .filter(c => !c.resources?.requests?.cpu || !c.resources.requests.memory || !c.resources.limits?.memory)
    .map(c => `${pod.owner}: ${c.name} has no resources`);
}

/** A job has an end instead of probes. */
export function probed(pod) {
  if (pod.kind === "Job") return pod.manifest.spec.activeDeadlineSeconds > 0 ? [] : [`${pod.owner}: may run for ever`];
  return pod.spec.containers.flatMap(c => ["startupProbe", "livenessProbe", "readinessProbe"].filter(p => !c[p]).map(p => `${pod.owner}: ${c.name} has no ${p}`));
}

export function probesAskTheRightThing(manifests) {
  return pods(manifests).filter(p => p.kind === "Deployment").flatMap(p => p.spec.containers).flatMap(c => [
    [c.startupProbe, "/health/live"], [c.livenessProbe, "/health/live"], [c.readinessProbe, "/health/ready"],
  ].filter(([probe, path]) => probe?.httpGet?.path !== path).map(([, path]) => `${c.name} is not asked ${path}`));
}

export function sevenWithTwoReplicas(manifests) {
  const deployments = manifests.filter(m => m.kind === "Deployment");
  const names = deployments.map(m => m.metadata.labels["app.kubernetes.io/name"]);
  const wrong = programs.filter(p => !names.includes(p)).map(p => `${p} is not deployed`);
  for (const m of deployments) {
    const scaler = manifests.find(s => s.kind === "HorizontalPodAutoscaler" && s.spec.scaleTargetRef.name === m.metadata.name);
    if ((scaler?.spec.minReplicas ?? m.spec.replicas ?? 1) < 2) wrong.push(`${named(m)} has fewer than two replicas`);
    if (scaler && m.spec.replicas !== undefined) wrong.push(`${named(m)} fights its autoscaler`);
    if (!m.spec.template.spec.topologySpreadConstraints?.length) wrong.push(`${named(m)} is not spread`);
    if (!manifests.some(b => b.kind === "PodDisruptionBudget" && matches(b.spec.selector.matchLabels, m.spec.template.metadata.labels))) wrong.push(`${named(m)} has no disruption budget`);
  }
  return wrong;
}

export function selectorsFindTheirPods(manifests) {
  const all = pods(manifests);
  const wrong = [];
  for (const m of manifests) {
    const selector = m.kind === "Service" ? m.spec.selector : m.kind === "PodDisruptionBudget" ? m.spec.selector.matchLabels
      : m.kind === "NetworkPolicy" ? m.spec.podSelector.matchLabels : undefined;
    if (!selector) continue;
    const found = all.filter(p => matches(selector, p.labels));
    if (found.length === 0) wrong.push(`${named(m)} selects nothing`);
    if (m.kind !== "NetworkPolicy" && found.length > 1) wrong.push(`${named(m)} selects ${found.map(p => p.owner).join(" and ")}`);
    for (const port of m.kind === "Service" ? m.spec.ports : []) {
      if (!found.some(p => p.spec.containers.some(c => c.ports?.some(q => q.name === port.targetPort)))) wrong.push(`${named(m)}: no pod has port ${port.targetPort}`);
    }
  }
  return wrong;
}

export function nothingIsReachableUnlessSaid(manifests) {
  const policies = manifests.filter(m => m.kind === "NetworkPolicy");
  const denied = policies.filter(m => !m.spec.ingress && !m.spec.egress && m.spec.policyTypes.length === 2);
  return pods(manifests).filter(p => !denied.some(d => matches(d.spec.podSelector.matchLabels, p.labels))).map(p => `${p.owner} is not behind the policy that denies`);
}

/** Secrets come by reference, each service has its own, and the owner of a database is known to its migration alone. */
export function secretsStayApart(manifests) {
  const wrong = [];
  const users = new Map();
  for (const pod of pods(manifests)) {
    const name = pod.labels["app.kubernetes.io/name"];
    for (const variable of environment(pod)) {
      const secret = variable.valueFrom?.secretKeyRef?.name;
      if (/^ConnectionStrings__|^EventStore__MasterKeys__|PASSWORD/.test(variable.name) && !secret) wrong.push(`${pod.owner}: ${variable.name} is in plain sight`);
      if (variable.name === "ConnectionStrings__EventStoreOwner" && pod.kind !== "Job") wrong.push(`${pod.owner} knows the owner of its database`);
      if (secret) users.set(secret, (users.get(secret) ?? new Set()).add(name));
    }
    for (const volume of pod.spec.volumes ?? []) if (volume.secret) users.set(volume.secret.secretName, (users.get(volume.secret.secretName) ?? new Set()).add(name));
    const names = environment(pod).map(v => v.name);
    if (pod.kind !== "StatefulSet" && new Set(names).size !== names.length) wrong.push(`${pod.owner} sets a variable twice`);
  }
  for (const [secret, by] of users) if (by.size > 1) wrong.push(`${secret} is shared by ${[...by].join(", ")}`);
  return wrong;
}

export function servicesGetTheirSettings(manifests) {
  const wanted = ["ASPNETCORE_URLS", "ConnectionStrings__EventStore", "ConnectionStrings__RabbitMq", "EventStore__ActiveMasterKey", "Access__Issuer", "Access__Jwks", "Access__Audience",
    "Access__TokenEndpoint", "Access__Client__Id", "Access__Client__KeyFile"];
  return pods(manifests).filter(p => component(p.labels) === "service").flatMap(p => {
    const has = new Set(environment(p).map(v => v.name));
    const name = p.labels["app.kubernetes.io/name"];
    return [...wanted, ...services.filter(s => s !== name).map(s => `Services__${s}`)].filter(v => !has.has(v)).map(v => `${p.owner} has no ${v}`);
  });
}

export function onlyTheGatewayIsOpen(manifests) {
  const open = manifests.filter(m => m.kind === "Service" && ["NodePort", "LoadBalancer"].includes(m.spec.type)).map(m => `${named(m)} is open to the outside`);
  const routed = manifests.filter(m => m.kind === "Ingress").flatMap(m => [
    ...(m.spec.tls?.length ? [] : [`${named(m)} has no TLS`]),
    ...m.spec.rules.flatMap(r => r.http.paths).filter(p => !p.backend.service.name.endsWith("-gateway")).map(p => `${named(m)} leads to ${p.backend.service.name}`),
  ]);
  return [...open, ...routed];
}

/** All six migrate before anything starts, and what a migration needs is there before it. */
export function migrationsComeFirst(manifests) {
  const jobs = manifests.filter(m => m.kind === "Job");
  const wrong = services.filter(s => !jobs.some(j => j.metadata.labels["app.kubernetes.io/name"] === s)).map(s => `${s} does not migrate`);
  const made = new Map(manifests.filter(m => ["Secret", "ServiceAccount"].includes(m.kind)).map(m => [m.metadata.name, m]));
  for (const job of jobs) {
    if (!hooks(job).includes("pre-install") || !hooks(job).includes("pre-upgrade")) wrong.push(`${named(job)} does not run before install and upgrade`);
    const spec = job.spec.template.spec;
    const needs = [spec.serviceAccountName, ...spec.containers.flatMap(c => c.env ?? []).map(v => v.valueFrom?.secretKeyRef?.name)].filter(n => made.has(n));
    for (const need of needs.map(n => made.get(n))) {
      if (!hooks(need).includes("pre-install") || weight(need) >= weight(job)) wrong.push(`${named(need)} comes after ${named(job)}`);
    }
  }
  for (const server of manifests.filter(m => m.kind === "StatefulSet")) if (weight(server) >= 0 || !hooks(server).includes("pre-install")) wrong.push(`${named(server)} comes after the migrations`);
  return wrong;
}

export function namesAreUniqueAndShort(manifests) {
  const seen = new Set();
  return manifests.flatMap(m => {
    const wrong = seen.has(named(m)) ? [`${named(m)} is there twice`] : m.metadata.name.length > 63 ? [`${named(m)} is too long`] : [];
    seen.add(named(m));
    return wrong;
  });
}

export function imagesArePinned(manifests) {
  return pods(manifests).flatMap(p => containers(p)).filter(c => !/:[^:/]+$/.test(c.image) || c.image.endsWith(":latest")).map(c => `${c.image} is not pinned`);
}

const panels = manifests => manifests
  .filter(m => m.kind === "ConfigMap" && m.metadata.labels.grafana_dashboard === "1")
  .flatMap(m => Object.values(m.data)).flatMap(text => JSON.parse(text).panels);

/** Every question the board asks, with its variables set to match anything. */
export const boardExpressions = manifests => panels(manifests).flatMap(p => p.targets ?? []).map(t => t.expr.replaceAll("$service", ".*"));

export function boardIsShipped(manifests) {
  const ids = panels(manifests).map(p => p.id);
  const silent = panels(manifests).filter(p => p.type !== "row" && !p.targets?.every(t => t.expr)).map(p => `panel ${p.title} asks nothing`);
  return [...silent, ...(ids.length === 0 ? ["no dashboard is shipped"] : []), ...(new Set(ids).size !== ids.length ? ["two panels have one id"] : [])];
}
