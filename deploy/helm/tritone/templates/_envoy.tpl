{{/* deploy/envoy/envoy.yaml with this release's host and ports in its two clusters, and nothing else changed. */}}
{{- define "tritone.envoyConfig" -}}
{{- $config := .Files.Get "files/envoy.yaml" -}}
{{- $host := printf "%s-headless.%s.svc.%s" (include "tritone.name" .) .Release.Namespace .Values.envoy.clusterDomain -}}
{{- range $there, $port := dict "8000" .Values.ports.http "8001" .Values.ports.grpc -}}
{{- $written := printf "{address: tritone, port_value: %s}}, health_check_config: {port_value: 8003}" $there -}}
{{- if not (contains $written $config) -}}{{- fail (printf "deploy/envoy/envoy.yaml has no \"%s\" to put this release's name into" $written) -}}{{- end -}}
{{- $config = replace $written (printf "{address: %s, port_value: %d}}, health_check_config: {port_value: %d}" $host (int $port) (int $.Values.ports.health)) $config -}}
{{- end -}}
{{- $config -}}
{{- end }}
