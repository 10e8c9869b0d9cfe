{{/* What no schema can say: values that do not go together, each with one sentence. */}}
{{- define "tritone.refuse" -}}
{{- $voices := .Values.voices -}}
{{- if eq .Values.image.tag "latest" }}{{ fail "image.tag: \"latest\" does not say which release speaks; name a version, or image.digest" }}{{ end }}
{{- if and .Values.image.tag .Values.image.digest }}{{ fail "image.tag and image.digest name the image twice; give one of them" }}{{ end }}
{{- if and (eq $voices.source "image") (not $voices.image.reference) }}{{ fail "voices.source: image needs voices.image.reference, the image that holds the voices" }}{{ end }}
{{- range $name, $image := dict "voices.image.reference" $voices.image.reference "voices.init.image" $voices.init.image }}
{{- if and $image (or (hasSuffix ":latest" $image) (not (regexMatch "(:[^/]+|@sha256:[0-9a-f]{64})$" $image))) }}{{ fail (printf "%s: \"%s\" does not say which version; add :VERSION (not latest) or @sha256:DIGEST" $name $image) }}{{ end }}
{{- end }}
{{- if and (eq $voices.source "claim") (not $voices.claim.name) }}{{ fail "voices.source: claim needs voices.claim.name, a PersistentVolumeClaim of this namespace" }}{{ end }}
{{- if and (eq $voices.source "init") (not $voices.init.add) (not $voices.init.image) }}{{ fail "voices.source: init needs voices.init.add, names of Piper's catalogue, or voices.init.image with a command" }}{{ end }}
{{- if and (eq $voices.source "init") $voices.init.image (not $voices.init.command) }}{{ fail "voices.init.image needs voices.init.command, which fills $TRITONE_VOICES" }}{{ end }}
{{- if and (eq $voices.source "init") $voices.init.image $voices.init.add }}{{ fail "voices.init.add and voices.init.image are two ways to fill the folder; give one of them" }}{{ end }}
{{- if and (eq $voices.source "builtin") (or $voices.image.reference $voices.claim.name $voices.init.add $voices.init.image) }}{{ fail "voices.source: builtin uses no voices.image, voices.claim or voices.init; name the source that you mean" }}{{ end }}
{{- if and .Values.tls.clientCaSecretName (not .Values.tls.secretName) }}{{ fail "tls.clientCaSecretName needs tls.secretName: without TLS nobody shows a certificate" }}{{ end }}
{{- if and .Values.envoy.enabled (or .Values.tls.secretName .Values.apiKeys.secretName) }}{{ fail "envoy.enabled: Envoy ends TLS and checks keys itself (envoy.tlsSecretName, envoy.authSecretName); leave tls and apiKeys out" }}{{ end }}
{{- if .Values.envoy.enabled }}
{{- if not .Values.envoy.tlsSecretName }}{{ fail "envoy.enabled needs envoy.tlsSecretName, a secret with tls.crt and tls.key: Envoy speaks TLS only" }}{{ end }}
{{- if not .Values.envoy.authSecretName }}{{ fail "envoy.enabled needs envoy.authSecretName, a secret with auth.yaml (deploy/envoy/auth): without it nobody may call" }}{{ end }}
{{- if eq .Values.envoy.image.tag "latest" }}{{ fail "envoy.image.tag: \"latest\" does not say which release balances; name a version, or envoy.image.digest" }}{{ end }}
{{- end }}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) }}{{ fail (printf "autoscaling.minReplicas %d is more than autoscaling.maxReplicas %d" (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}{{ end }}
{{- if and (eq (toString .Values.rollout.maxSurge) "0") (eq (toString .Values.rollout.maxUnavailable) "0") }}{{ fail "rollout.maxSurge and rollout.maxUnavailable cannot both be 0: no pod could ever be replaced" }}{{ end }}
{{- if .Values.resources }}{{ if not (and (dig "requests" "memory" "" .Values.resources) (dig "requests" "cpu" "" .Values.resources) (dig "limits" "memory" "" .Values.resources)) }}{{ fail "resources needs requests.cpu, requests.memory and limits.memory (a pod without may take the machine along)" }}{{ end }}{{ end }}
{{- $ports := dict }}
{{- range $name, $port := .Values.ports }}
{{- if hasKey $ports (toString $port) }}{{ fail (printf "ports.%s: %d is ports.%s, too" $name (int $port) (get $ports (toString $port))) }}{{ end }}
{{- $_ := set $ports (toString $port) $name }}
{{- end }}
{{- end }}
