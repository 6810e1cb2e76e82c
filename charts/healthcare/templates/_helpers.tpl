{{- define "healthcare.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: healthcare
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "healthcare.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "healthcare.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "healthcare.image" -}}
{{- with .root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end }}healthcare-{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "healthcare.secret" -}}
{{ get .root.Values.secrets .kind | replace "{service}" .name }}
{{- end }}

{{/* What PodSecurity "restricted" asks of a pod; user is the image's own unprivileged user. */}}
{{- define "healthcare.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
fsGroup: {{ .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "healthcare.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "healthcare.spread" -}}
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels: {{- include "healthcare.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{- define "healthcare.fromSecret" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ include "healthcare.secret" . }}
      key: {{ .key }}
{{- end }}

{{/* What a service and its migration both need to open the log and the bus. */}}
{{- define "healthcare.storeEnvironment" -}}
{{ include "healthcare.fromSecret" (merge (dict "variable" "ConnectionStrings__RabbitMq" "kind" "broker" "key" "connection") .) }}
{{- if not (has .root.Values.masterKeys.active .root.Values.masterKeys.ids) }}
{{- fail "masterKeys.active must be one of masterKeys.ids" }}
{{- end }}
- name: EventStore__ActiveMasterKey
  value: {{ .root.Values.masterKeys.active | quote }}
{{- range $id := .root.Values.masterKeys.ids }}
{{ include "healthcare.fromSecret" (merge (dict "variable" (printf "EventStore__MasterKeys__%s" $id) "kind" "masterKeys" "key" $id) $) }}
{{- end }}
{{- end }}

{{- define "healthcare.telemetryEnvironment" -}}
{{- with .root.Values.telemetry.endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "healthcare.accessEnvironment" -}}
- name: Access__Issuer
  value: {{ .root.Values.access.issuer | quote }}
- name: Access__Jwks
  value: {{ .root.Values.access.jwks | quote }}
- name: Access__Audience
  value: {{ .root.Values.access.audience | quote }}
{{- range $other, $_ := .root.Values.services }}
{{- if ne $other $.name }}
- name: Services__{{ $other }}
  value: "http://{{ include "healthcare.fullname" (dict "root" $.root "name" $other) }}:8080"
{{- end }}
{{- end }}
{{- end }}

{{- define "healthcare.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}
