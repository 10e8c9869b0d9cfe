{{/* Parts of the server's pod. */}}

{{/* Drain, then streams to their end, then the server's own end (5 s as measured, and as much again as a reserve, twice). */}}
{{- define "tritone.gracePeriod" -}}
{{- add (int .Values.server.drainSeconds) (int .Values.server.exitTimeoutSeconds) 20 -}}
{{- end }}

{{- define "tritone.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* The users that the images make: docs/container.md. */}}
{{- define "tritone.podSecurity" -}}
{{- $user := ternary 1000 10001 (eq .Values.device "gpu") -}}
runAsNonRoot: true
runAsUser: {{ $user }}
runAsGroup: {{ $user }}
fsGroup: {{ $user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "tritone.resources" -}}
{{- if .Values.resources -}}
{{ toYaml .Values.resources }}
{{- else if eq .Values.device "gpu" -}}
requests:
  cpu: "8"
  memory: 16Gi
limits:
  cpu: "16"
  memory: 32Gi
  {{ .Values.gpu.resource }}: {{ .Values.gpu.count }}
{{- else -}}
requests:
  cpu: "2"
  memory: 2Gi
limits:
  cpu: "4"
  memory: 4Gi
{{- end -}}
{{- end }}

{{/* The image's entrypoint is `tritone serve --host 0.0.0.0`. */}}
{{- define "tritone.arguments" -}}
{{- $server := .Values.server -}}
- --http-port={{ .Values.ports.http }}
- --grpc-port={{ .Values.ports.grpc }}
- --metrics-port={{ .Values.ports.metrics }}
- --health-port={{ .Values.ports.health }}
- --device={{ ternary "cuda" "cpu" (eq .Values.device "gpu") }}
- --voices={{ join "," .Values.voices.serve }}
- --start-timeout={{ int $server.startTimeoutSeconds }}
- --drain-seconds={{ int $server.drainSeconds }}
- --exit-timeout={{ int $server.exitTimeoutSeconds }}
{{- with $server.maxStreams }}
- --max-streams={{ int . }}
{{- end }}
{{- with $server.maxLoad }}
- --max-load={{ . }}
{{- end }}
{{- with $server.maxFirstAudioSeconds }}
- --max-first-audio-seconds={{ . }}
{{- end }}
{{- with $server.processMemoryMb | default (ternary nil 2048 (eq .Values.device "gpu")) }}
- --process-memory-mb={{ int . }}
{{- end }}
{{- with $server.voiceMemoryMb }}
- --voice-memory-mb={{ int . }}
{{- end }}
{{- range $model, $count := $server.instances }}
- --instances={{ $model }}={{ int $count }}
{{- end }}
{{- if .Values.tls.secretName }}
- --http-host=127.0.0.1
- --tls-cert=/etc/tritone/tls/tls.crt
- --tls-key=/etc/tritone/tls/tls.key
{{- end }}
{{- if .Values.tls.clientCaSecretName }}
- --client-ca=/etc/tritone/client-ca/ca.crt
{{- end }}
{{- if .Values.apiKeys.secretName }}
- --api-keys-file=/etc/tritone/api-keys/{{ .Values.apiKeys.key }}
{{- end }}
{{- range $server.extraArgs }}
- {{ . | quote }}
{{- end }}
{{- end }}

{{/* What fills the folder of voices before the start. */}}
{{- define "tritone.initContainers" -}}
{{- $voices := .Values.voices -}}
{{- if and (eq $voices.source "image") (eq $voices.image.as "copy") }}
- name: voices
  image: {{ $voices.image.reference }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [cp, -r, {{ printf "%s/." (trimSuffix "/" $voices.image.path) | quote }}, /tritone-voices]
  {{- include "tritone.initRest" . | nindent 2 }}
{{- else if eq $voices.source "init" }}
{{- if $voices.init.image }}
- name: voices
  image: {{ $voices.init.image }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: {{ toJson $voices.init.command }}
  {{- include "tritone.initRest" . | nindent 2 }}
{{- else }}
{{- range $index, $voice := $voices.init.add }}
- name: add-voice-{{ $index }}
  image: {{ include "tritone.image" $ }}
  imagePullPolicy: {{ $.Values.image.pullPolicy }}
  command: [tritone, voices, add, {{ $voice | quote }}]
  {{- include "tritone.initRest" $ | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tritone.initRest" -}}
env:
  - {name: TRITONE_VOICES, value: /tritone-voices}
  - {name: HOME, value: /tmp}
  {{- with .Values.voices.init.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
securityContext:
  {{- include "tritone.containerSecurity" . | nindent 2 }}
resources:
  requests:
    cpu: 500m
    memory: 1Gi
  limits:
    cpu: "2"
    memory: 2Gi
volumeMounts:
  - {name: voices, mountPath: /tritone-voices}
  - {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "tritone.mounts" -}}
- {name: shm, mountPath: /dev/shm}
- {name: tmp, mountPath: /tmp}
{{- if ne .Values.voices.source "builtin" }}
- name: voices
  mountPath: /tritone-voices
  readOnly: true
  {{- if and (eq .Values.voices.source "claim") .Values.voices.claim.subPath }}
  subPath: {{ .Values.voices.claim.subPath | quote }}
  {{- end }}
  {{- if and (eq .Values.voices.source "image") (eq .Values.voices.image.as "volume") }}
  subPath: {{ trimPrefix "/" .Values.voices.image.path | quote }}
  {{- end }}
{{- end }}
{{- if .Values.tls.secretName }}
- {name: tls, mountPath: /etc/tritone/tls, readOnly: true}
{{- end }}
{{- if .Values.tls.clientCaSecretName }}
- {name: client-ca, mountPath: /etc/tritone/client-ca, readOnly: true}
{{- end }}
{{- if .Values.apiKeys.secretName }}
- {name: api-keys, mountPath: /etc/tritone/api-keys, readOnly: true}
{{- end }}
{{- end }}

{{/* Secrets are readable for the pod's group alone, and mounted as folders: a file by itself would never change. */}}
{{- define "tritone.volumes" -}}
- name: shm
  emptyDir: {medium: Memory, sizeLimit: {{ .Values.sharedMemory }}}
# Executable, as an emptyDir is: the server's Python backend is put together there.
- name: tmp
  emptyDir: {sizeLimit: {{ .Values.temporary }}}
{{- $voices := .Values.voices }}
{{- if eq $voices.source "claim" }}
- name: voices
  persistentVolumeClaim: {claimName: {{ $voices.claim.name }}, readOnly: true}
{{- else if and (eq $voices.source "image") (eq $voices.image.as "volume") }}
- name: voices
  image: {reference: {{ $voices.image.reference | quote }}, pullPolicy: {{ .Values.image.pullPolicy }}}
{{- else if ne $voices.source "builtin" }}
- name: voices
  emptyDir: {sizeLimit: {{ $voices.size }}}
{{- end }}
{{- with .Values.tls.secretName }}
- name: tls
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .Values.tls.clientCaSecretName }}
- name: client-ca
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .Values.apiKeys.secretName }}
- name: api-keys
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- end }}

{{/* Where pods go: .component is whose. */}}
{{- define "tritone.placement" -}}
{{- $root := .root -}}
{{- $selector := include "tritone.selector" . -}}
{{- if $root.Values.affinity }}
affinity:
  {{- toYaml $root.Values.affinity | nindent 2 }}
{{- else if ne $root.Values.spread.machines "none" }}
affinity:
  podAntiAffinity:
    {{- if eq $root.Values.spread.machines "required" }}
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- $selector | nindent 12 }}
    {{- else }}
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- $selector | nindent 14 }}
    {{- end }}
{{- end }}
{{- if ne $root.Values.spread.zones "none" }}
topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    maxSkew: 1
    whenUnsatisfiable: {{ ternary "DoNotSchedule" "ScheduleAnyway" (eq $root.Values.spread.zones "required") }}
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
{{- end }}
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
